import { checkRegistry } from '@keelson/engine'
import type { Registry } from '@keelson/protocol'
import type { z } from 'zod'
import type { Context } from '../context.ts'
import { Refusal } from '../http/refusal.ts'
import type { Handlers } from '../http/serve.ts'
import { requireLivingProject } from '../projects/require.ts'
import * as store from './store.ts'

type Routes = Pick<
  Handlers,
  'registries' | 'addRegistry' | 'changeRegistry' | 'deleteRegistry' | 'checkRegistry'
>

const answerMs = 20_000

export function registryRoutes({ database, sealing, docker }: Context): Routes {
  async function requireRegistry(id: string): Promise<store.RegistryRow> {
    const row = await store.findRegistry(database, id)
    if (!row) throw new Refusal('not-found', { detail: 'There are no such credentials.' })
    return row
  }

  return {
    registries: async () => (await store.listRegistries(database)).map(show),

    addRegistry: async ({ body }) => {
      const project = body.project === null ? undefined : await requireLivingProject(database, body.project)
      const row = await store.insertRegistry(database, sealing, { ...body, projectId: project?.id ?? null })
      if (!row) {
        const whose = project ? `the project "${project.name}"` : 'all projects'
        throw new Refusal('name-taken', {
          detail: `There are credentials of ${body.host} for ${whose} already. Change those.`,
          field: 'host',
        })
      }
      return show(row)
    },

    changeRegistry: async ({ params, body }) => {
      const { id } = await requireRegistry(params.registry)
      await store.updateRegistry(database, sealing, id, { username: body.username, secret: body.secret })
      return show(await requireRegistry(id))
    },

    deleteRegistry: async ({ params }) => {
      if (!(await store.deleteRegistry(database, params.registry)))
        throw new Refusal('not-found', { detail: 'There are no such credentials.' })
      return {}
    },

    checkRegistry: async ({ params }) => {
      const row = await requireRegistry(params.registry)
      const signal = AbortSignal.timeout(answerMs)
      try {
        const credentials = store.openCredentials(sealing, row)
        const answer = await checkRegistry(docker, row.host, credentials, { signal })
        // Some registries repeat what they were shown.
        return { ...answer, said: answer.said.replaceAll(credentials.password, '•••') }
      } catch (error) {
        if (!signal.aborted) throw error
        return { state: 'unreachable', said: `No answer within ${answerMs / 1000} seconds.` }
      }
    },
  }
}

const show = (row: store.RegistryRow): z.input<typeof Registry> => ({
  id: row.id,
  host: row.host,
  project: row.project,
  username: row.username,
  changedAt: row.changed_at.toISOString(),
})
