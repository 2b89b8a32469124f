import type { Context } from '../context.ts'
import type { Observed, ObservedContainers } from '../environments/observed.ts'
import { type EnvironmentRow, findEnvironment } from '../environments/store.ts'
import { Refusal } from '../http/refusal.ts'
import { requireProject } from '../projects/require.ts'
import type { ProjectRow } from '../projects/store.ts'

export type At = { project: string; environment: string; service: string }
export type Finding = Pick<Context, 'database'> & { observed: Pick<ObservedContainers, 'of'> }
export type Found = { project: ProjectRow; environment: EnvironmentRow; replicas: Observed[] }

/** The replicas of a service. @throws Refusal where there is no such project or environment, or nothing of it */
export async function findService({ database, observed }: Finding, at: At): Promise<Found> {
  const project = await requireProject(database, at.project)
  const environment = await findEnvironment(database, project.id, at.environment)
  if (!environment) throw new Refusal('not-found', { detail: `There is no environment "${at.environment}".` })
  const replicas = observed
    .of(environment.compose_project)
    .filter(({ service, oneOff }) => service === at.service && !oneOff)
    .sort((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }))
  return { project, environment, replicas }
}

/** These replicas of it: one, or all. @throws Refusal when it has none of that name, or none at all */
export async function findReplicas(parts: Finding, at: At & { replica: string }): Promise<Found> {
  const found = await findService(parts, at)
  const replicas = found.replicas.filter(({ id }) => at.replica === 'all' || id === at.replica)
  if (replicas.length > 0) return { ...found, replicas }
  const detail =
    at.replica === 'all'
      ? `"${at.service}" has no replica in "${at.environment}". Turn a version on, or scale it.`
      : 'There is no such replica any more. Deploys and scaling replace replicas; look again.'
  throw new Refusal('not-found', { detail })
}

/** One replica of a service. @throws Refusal when it is gone, or belongs to something else */
export async function findReplica(parts: Finding, at: At & { replica: string }) {
  const { replicas, ...found } = await findReplicas(parts, at)
  const [replica] = replicas
  if (!replica) throw new Refusal('not-found')
  return { ...found, replica }
}
