import type { DeployKey } from '@keelson/protocol'
import type { z } from 'zod'
import type { Context } from '../context.ts'
import { contact } from '../git/contact.ts'
import { readRefs } from '../git/repository.ts'
import { parseRemote } from '../git/url.ts'
import { Refusal } from '../http/refusal.ts'
import type { Handlers } from '../http/serve.ts'
import { requireLivingProject } from '../projects/require.ts'
import * as projects from '../projects/store.ts'
import { fingerprintOf } from './host-keys.ts'
import { generateKeyPair } from './ssh-key.ts'

type Routes = Pick<Handlers, 'deployKeys' | 'beginKeyChange' | 'finishKeyChange' | 'dropNextKey'>

/**
 * The keys by which repositories are reached, and their change without a gap: the next key is shown beside the
 * present one until the remote accepts it alone.
 */
export function deployKeyRoutes(context: Context): Routes {
  const { database, sealing, installation } = context
  return {
    deployKeys: async () => {
      const all = (await projects.listProjects(database)).filter(usesSsh)
      const shared = all.filter(({ public_key: own, next_public_key: next }) => own === null && next === null)
      const general = {
        project: null,
        ...described(installation.key.publicKey),
        usedBy: shared.map(({ name }) => name),
        changedAt: null,
        next: null,
      }
      const own = all.filter(({ public_key: key, next_public_key: next }) => key !== null || next !== null)
      return [general, ...own.map((row) => show(row, installation.key.publicKey))]
    },

    beginKeyChange: async ({ params }) => {
      const project = await requireLivingProject(database, params.project)
      if (project.next_public_key !== null) {
        throw new Refusal('wrong-state', {
          detail: 'The next key was made already. Finish the change, or throw the key away.',
        })
      }
      const key = await generateKeyPair(`keelson-${project.name}`)
      return show(await projects.setNextKey(database, sealing, project, key), installation.key.publicKey)
    },

    finishKeyChange: async ({ params }) => {
      const project = await requireLivingProject(database, params.project)
      const { nextKey, ...known } = projects.credentials(sealing, project, installation.key)
      if (!nextKey) throw new Refusal('wrong-state', { detail: 'There is no next key. Make one first.' })
      // Refused with the public key in words where the remote does not know it yet.
      if (usesSsh(project)) await contact(context, { ...known, key: nextKey }, undefined, readRefs)
      return show(await projects.useNextKey(database, sealing, project, nextKey), installation.key.publicKey)
    },

    dropNextKey: async ({ params }) => {
      const project = await requireLivingProject(database, params.project)
      return show(await projects.setNextKey(database, sealing, project, null), installation.key.publicKey)
    },
  }
}

const usesSsh = ({ source_kind: kind, source }: projects.ProjectRow) =>
  kind === 'git' && parseRemote(source, { allowLocal: true }).kind === 'ssh'

const described = (publicKey: string) => ({
  publicKey,
  fingerprint: fingerprintOf(publicKey.split(' ')[1] ?? ''),
})

const show = (project: projects.ProjectRow, installationKey: string): z.input<typeof DeployKey> => ({
  project: project.name,
  ...described(project.public_key ?? installationKey),
  usedBy: [project.name],
  changedAt: project.key_changed_at?.toISOString() ?? null,
  next: project.next_public_key === null ? null : described(project.next_public_key),
})
