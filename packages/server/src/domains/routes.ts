import type { CertificateKeeper } from '../certificates/keeper.ts'
import { keptCertificate } from '../certificates/kept.ts'
import { readCertificates } from '../certificates/known.ts'
import type { Context } from '../context.ts'
import type { Router } from '../environments/router.ts'
import { Refusal } from '../http/refusal.ts'
import type { Handlers } from '../http/serve.ts'
import type { Announcer } from '../live/announcer.ts'
import { requireLivingProject, requireProject } from '../projects/require.ts'
import { listProjects } from '../projects/store.ts'
import { keep } from '../undo/kept.ts'
import type { Undos } from '../undo/undos.ts'
import { requireOwnName, requireTarget } from './claim.ts'
import * as store from './store.ts'
import { showDomain } from './view.ts'
import type { DomainWatch } from './watch.ts'

type Routes = Pick<
  Handlers,
  'domains' | 'allDomains' | 'addDomain' | 'changeDomain' | 'removeDomain' | 'checkDomain'
>
type Parts = Context & {
  router: Router
  certificates: CertificateKeeper
  watch: DomainWatch
  announcer: Pick<Announcer, 'project'>
  undos: Undos
}

/** A change is in effect when it is answered; what cannot be within this time is tried again later. */
const effectMs = 15_000

export function domainRoutes(context: Parts): Routes {
  const { database, installation, router, certificates, watch, announcer, undos } = context
  const show = async (rows: store.DomainRow[], projectOf: (row: store.DomainRow) => string) => {
    const known = { ...(await readCertificates(context)), httpPort: installation.httpPort }
    const now = new Date()
    return rows.map((row) => showDomain(row, projectOf(row), known, now))
  }
  const showOne = async (row: store.DomainRow, project: string) => {
    const [shown] = await show([row], () => project)
    if (!shown) throw new Refusal('not-found')
    return shown
  }

  async function requireDomain(at: { project: string; host: string }) {
    const project = await requireLivingProject(database, at.project)
    const domain = await store.findDomain(database, at.host)
    if (domain?.project_id !== project.id) {
      throw new Refusal('not-found', { detail: `${at.host} is no domain of the project "${at.project}".` })
    }
    return { project, domain }
  }

  /** DNS may take seconds to answer, and nothing depends on the answer: it is looked up meanwhile. */
  const lookAt = (domain: store.DomainRow) =>
    void watch.check(domain).catch((error) => context.log.warn(error))

  return {
    domains: async ({ params }) => {
      const project = await requireProject(database, params.project)
      return show(await store.listDomains(database, project.id), () => project.name)
    },

    allDomains: async () => {
      const [rows, projects] = await Promise.all([store.listDomains(database), listProjects(database)])
      const names = new Map(projects.map(({ id, name }) => [id, name]))
      return show(
        rows.filter((row) => names.has(row.project_id)),
        (row) => names.get(row.project_id) ?? '',
      )
    },

    addDomain: async ({ params, body }) => {
      const project = await requireLivingProject(database, params.project)
      const { environment, host, redirect, hsts } = body
      const { service, outline } = await requireTarget(database, project, {
        environment,
        service: body.service,
      })
      requireOwnName(host, installation, { project: project.name, environment, service, outline })
      const row = { host, project_id: project.id, environment, service, redirect, hsts }
      const added = await store.insertDomain(database, row)
      if (!added) throw await taken(host, project.id)
      await router.route(AbortSignal.timeout(effectMs))
      lookAt(added)
      return showOne(added, project.name)
    },

    changeDomain: async ({ params, body }) => {
      const { project, domain } = await requireDomain(params)
      const environment = body.environment ?? domain.environment
      const moves = environment !== domain.environment || (body.service ?? domain.service) !== domain.service
      if (moves) {
        const service = body.service ?? domain.service
        const { outline } = await requireTarget(database, project, { environment, service })
        requireOwnName(domain.host, installation, { project: project.name, environment, service, outline })
      }
      const changed = await store.updateDomain(database, domain.host, body)
      await router.route(AbortSignal.timeout(effectMs))
      announcer.project(project.id)
      return showOne(changed, project.name)
    },

    removeDomain: async ({ params, caller }) => {
      const { project, domain } = await requireDomain(params)
      // A certificate goes with its host, and comes back with it: authorities give out only so many.
      const rows = [...(await keptCertificate(database, domain.host)), keep('domains', domain)]
      const undo = await undos.keep(caller, project.id, { kind: 'rows', rows })
      await store.deleteDomain(database, domain.host)
      await router.route(AbortSignal.timeout(effectMs))
      announcer.project(project.id)
      certificates.wake()
      return { undo }
    },

    checkDomain: async ({ params }) => {
      const { project, domain } = await requireDomain(params)
      const checked = await watch.check(domain)
      if (!checked) throw new Refusal('not-found')
      certificates.hurry(domain.host)
      certificates.wake()
      return showOne(checked, project.name)
    },
  }

  async function taken(host: string, projectId: string): Promise<Refusal> {
    const owner = await store.findDomain(database, host)
    const project = (await listProjects(database)).find(({ id }) => id === owner?.project_id)
    const detail =
      owner?.project_id === projectId
        ? `${host} leads to ${owner.environment} / ${owner.service} of this project already.`
        : `${host} belongs to the project "${project?.name}". Remove it there first.`
    return new Refusal('name-taken', { detail, field: 'host' })
  }
}
