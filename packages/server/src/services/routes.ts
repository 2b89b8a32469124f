import type { Context } from '../context.ts'
import type { Handlers } from '../http/serve.ts'
import { listVariables } from '../variables/store.ts'
import { redaction, secretValues } from '../variables/variables.ts'
import { findReplica, findService } from './find.ts'
import { environmentOf, inspection, look } from './inspect.ts'
import { readServiceMinutes } from './minute-store.ts'
import { type PowerParts, restartReplicas, startReplicas, stopReplicas } from './power.ts'
import type { ReplicaUsages } from './usage.ts'

type Routes = Pick<
  Handlers,
  | 'inspectReplica'
  | 'replicaUsage'
  | 'serviceUsage'
  | 'revealEnvironment'
  | 'restartReplica'
  | 'stopReplica'
  | 'startReplica'
>

const minutesIn = { hour: 60, day: 24 * 60 }

export function serviceRoutes(parts: Context & PowerParts & { usages: ReplicaUsages }): Routes {
  const { database, docker, sealing } = parts
  return {
    inspectReplica: async ({ params }) => {
      const { project, replica } = await findReplica(parts, params)
      const secrets = secretValues(await listVariables(database, sealing, project.id))
      return inspection(await look(docker, replica.id), redaction(secrets))
    },
    replicaUsage: async ({ params }) => {
      const { replica } = await findReplica(parts, params)
      return { points: await parts.usages.watch(replica.id) }
    },
    serviceUsage: async ({ params, query: { range, replica } }) => {
      const { project, environment } = await findService(parts, params)
      const of = { projectId: project.id, environment: environment.name, service: params.service, replica }
      return readServiceMinutes(database, of, minutesIn[range], new Date())
    },
    revealEnvironment: async ({ params }) => {
      const { replica } = await findReplica(parts, params)
      return environmentOf((await look(docker, replica.id)).container)
    },
    restartReplica: async ({ params }) => {
      await restartReplicas(parts, params)
      return {}
    },
    stopReplica: async ({ params }) => {
      await stopReplicas(parts, params)
      return {}
    },
    startReplica: async ({ params }) => {
      await startReplicas(parts, params)
      return {}
    },
  }
}
