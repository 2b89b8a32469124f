import type { Certificate } from '@keelson/protocol'
import type { z } from 'zod'
import type { Context } from '../context.ts'
import { hostCertificate } from '../domains/view.ts'
import type { Router } from '../environments/router.ts'
import { Refusal } from '../http/refusal.ts'
import type { Handlers } from '../http/serve.ts'
import type { Announcer } from '../live/announcer.ts'
import { newKey } from './acme.ts'
import { findAuthority, removeAuthority, saveAuthority } from './authority.ts'
import { certificateFor } from './choose.ts'
import { requireDirectory } from './directory.ts'
import { inspect } from './inspect.ts'
import type { CertificateKeeper } from './keeper.ts'
import { readCertificates } from './known.ts'
import { warnsAt } from './schedule.ts'
import * as store from './store.ts'
import { ownHosts } from './wanted.ts'

type Routes = Pick<
  Handlers,
  | 'certificates'
  | 'addCertificate'
  | 'deleteCertificate'
  | 'certificateSettings'
  | 'setAuthority'
  | 'removeAuthority'
>
type Parts = Context & {
  router: Router
  certificates: CertificateKeeper
  announcer: Pick<Announcer, 'addresses'>
}

const effectMs = 15_000

export function certificateRoutes(context: Parts): Routes {
  const { database, sealing, installation, router, certificates: keeper, announcer } = context

  async function list(): Promise<z.input<typeof Certificate>[]> {
    const all = await store.listCertificates(database)
    const { routes = [], dashboard } = router.applied ?? {}
    const hosts = [...(dashboard?.hosts ?? []), ...routes.map(({ host }) => host)]
    const now = new Date()
    return all.map((certificate) => ({
      ...show(certificate, now),
      serves: hosts.filter((host) => certificateFor(host, all, now)?.id === certificate.id),
    }))
  }

  async function settings() {
    const [authority, known] = await Promise.all([
      findAuthority(database, sealing),
      readCertificates(context),
    ])
    const now = new Date()
    return {
      authority: authority
        ? {
            directoryUrl: authority.directoryUrl,
            email: authority.email,
            externalKeyId: authority.externalKeyId,
          }
        : null,
      httpsPort: installation.httpsPort,
      problems: ownHosts(installation).flatMap((host) => {
        const { problem } = hostCertificate(host, true, known, now)
        return problem === null ? [] : [{ host, problem }]
      }),
    }
  }

  return {
    certificates: list,
    certificateSettings: settings,

    addCertificate: async ({ body }) => {
      const inspected = inspect(body, new Date())
      if (!inspected.ok) throw new Refusal('invalid-input', inspected.problem)
      const replaced = (await store.listCertificates(database)).filter(
        ({ kind, names }) =>
          kind === 'uploaded' && String(names.toSorted()) === String(inspected.certificate.names.toSorted()),
      )
      const { id } = await store.insertCertificate(database, sealing, 'uploaded', inspected.certificate)
      for (const old of replaced) await store.deleteCertificate(database, old.id)
      await router.route(AbortSignal.timeout(effectMs))
      void announcer.addresses()
      const shown = (await list()).find((certificate) => certificate.id === id)
      if (!shown) throw new Refusal('wrong-state', { detail: 'The certificate was removed meanwhile.' })
      return shown
    },

    deleteCertificate: async ({ params }) => {
      if (!(await store.deleteCertificate(database, params.certificate))) {
        throw new Refusal('not-found', { detail: 'There is no such certificate.' })
      }
      await router.route(AbortSignal.timeout(effectMs))
      void announcer.addresses()
      keeper.wake()
      return {}
    },

    setAuthority: async ({ body }) => {
      const { directoryUrl, email, externalKeyId } = body
      await requireDirectory(directoryUrl, externalKeyId !== null)
      const before = await findAuthority(database, sealing)
      const isSame = before?.directoryUrl === directoryUrl
      const externalKey = body.externalKey ?? (isSame ? before.externalKey : null)
      if (externalKeyId !== null && externalKey === null) {
        throw new Refusal('invalid-input', {
          detail: 'The key id of an external account needs its key.',
          field: 'externalKey',
        })
      }
      // Who asks another authority is nobody's old acquaintance.
      const accountKey = isSame ? before.accountKey : newKey()
      await saveAuthority(database, sealing, { directoryUrl, email, externalKeyId, externalKey, accountKey })
      keeper.wake()
      return settings()
    },

    removeAuthority: async () => {
      await removeAuthority(database)
      return settings()
    },
  }
}

function show(certificate: store.StoredCertificate, now: Date): Omit<z.input<typeof Certificate>, 'serves'> {
  const { id, kind, names, issuer, serial, fingerprint, startsAt, expiresAt } = certificate
  const state = expiresAt <= now ? 'expired' : now >= warnsAt(certificate) ? 'expiring' : 'valid'
  return {
    id,
    kind,
    names,
    issuer,
    serial,
    fingerprint,
    startsAt: startsAt.toISOString(),
    expiresAt: expiresAt.toISOString(),
    state,
  }
}
