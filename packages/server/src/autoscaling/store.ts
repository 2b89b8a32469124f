import type { Autoscale, AutoscaleDecision, AutoscaleReason } from '@keelson/protocol'
import { Autoscale as Settings } from '@keelson/protocol'
import type { Database } from '../storage/database.ts'

export type At = { projectId: string; environment: string; service: string }
export const keyOf = ({ projectId, environment, service }: At) => `${projectId}/${environment}/${service}`
/** How many decisions of a service are remembered. */
const kept = 100

/** What was set, by `keyOf`: settings, or null where it is turned off. */
export async function readSettings(database: Database): Promise<Map<string, Autoscale | null>> {
  const rows = await database.selectFrom('autoscaling').selectAll().execute()
  return new Map(
    rows.map(({ project_id: projectId, environment, service, settings }) => [
      keyOf({ projectId, environment, service }),
      'off' in settings ? null : Settings.parse(settings),
    ]),
  )
}

export async function saveSettings(database: Database, at: At, settings: Autoscale | null): Promise<void> {
  const text = JSON.stringify(settings ?? { off: true })
  await database
    .insertInto('autoscaling')
    .values({ project_id: at.projectId, environment: at.environment, service: at.service, settings: text })
    .onConflict((conflict) =>
      conflict.columns(['project_id', 'environment', 'service']).doUpdateSet({ settings: text }),
    )
    .execute()
}

export async function forgetSettings(database: Database, at: At): Promise<void> {
  await database
    .deleteFrom('autoscaling')
    .where('project_id', '=', at.projectId)
    .where('environment', '=', at.environment)
    .where('service', '=', at.service)
    .execute()
}

/** Every environment that is on, with what its version says of its services. */
export const listOn = (database: Database) =>
  database
    .selectFrom('environments')
    .innerJoin('projects', 'projects.id', 'environments.project_id')
    .innerJoin('versions', (join) =>
      join
        .onRef('versions.project_id', '=', 'environments.project_id')
        .onRef('versions.number', '=', 'environments.version'),
    )
    .where('projects.deleting', '=', false)
    .select([
      'environments.project_id as projectId',
      'environments.name as environment',
      'environments.compose_project as composeProject',
      'environments.scale',
      'environments.canary',
      'projects.name as project',
      'versions.number as version',
      'versions.outline',
    ])
    .execute()

/** Newest first. */
export async function readDecisions(database: Database, at: At): Promise<AutoscaleDecision[]> {
  const rows = await decisionsOf(database, at).selectAll().orderBy('id', 'desc').limit(kept).execute()
  return rows.map((row) => ({
    at: row.at.toISOString(),
    before: row.replicas_before,
    after: row.replicas_after,
    because: row.because,
  }))
}

/** When replicas were added last. */
export async function lastTimeUp(database: Database, at: At): Promise<number | undefined> {
  const row = await decisionsOf(database, at)
    .select('at')
    .whereRef('replicas_after', '>', 'replicas_before')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row?.at.getTime()
}

export async function recordDecision(
  database: Database,
  at: At,
  { before, after, because }: { before: number; after: number; because: AutoscaleReason },
): Promise<void> {
  await database
    .insertInto('autoscaling_decisions')
    .values({
      project_id: at.projectId,
      environment: at.environment,
      service: at.service,
      replicas_before: before,
      replicas_after: after,
      because: JSON.stringify(because),
    })
    .execute()
  const oldest = await decisionsOf(database, at)
    .select('id')
    .orderBy('id', 'desc')
    .offset(kept)
    .limit(1)
    .executeTakeFirst()
  if (!oldest) return
  await database
    .deleteFrom('autoscaling_decisions')
    .where('project_id', '=', at.projectId)
    .where('environment', '=', at.environment)
    .where('service', '=', at.service)
    .where('id', '<=', oldest.id)
    .execute()
}

const decisionsOf = (database: Database, at: At) =>
  database
    .selectFrom('autoscaling_decisions')
    .where('project_id', '=', at.projectId)
    .where('environment', '=', at.environment)
    .where('service', '=', at.service)
