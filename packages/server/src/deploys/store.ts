import { randomUUID } from 'node:crypto'
import type { DeployEvent } from '@keelson/protocol'
import { type Selectable, sql } from 'kysely'
import { Refusal } from '../http/refusal.ts'
import type { Database } from '../storage/database.ts'
import type { CanaryEnd, CanaryWish, ScaleChange, StoredStage, Tables } from '../storage/tables.ts'

export type DeployRow = Selectable<Tables['deploys']>
export type NewOperation = {
  kind: DeployRow['kind']
  environment: string | null
  version: number | null
  ref: string | null
  requestedBy: string
  scale?: ScaleChange
  canary?: CanaryWish | CanaryEnd
}

const unfinished: DeployRow['state'][] = ['queued', 'running']

/**
 * Records an operation; `enqueue` sends its job in the same transaction, so that neither is ever without the other.
 * A newer one supersedes what is queued for the same environment. Gives the new row and those superseded.
 */
export function createDeploy(
  database: Database,
  projectId: string,
  operation: NewOperation,
  enqueue: (transaction: Database, id: string) => Promise<void>,
): Promise<{ deploy: DeployRow; superseded: DeployRow[] }> {
  return database.transaction().execute(async (transaction) => {
    const project = await transaction
      .selectFrom('projects')
      .select(['name', 'deleting'])
      .where('id', '=', projectId)
      .forUpdate()
      .executeTakeFirst()
    if (!project) throw new Refusal('not-found')
    if (project.deleting) throw new Refusal('being-deleted')
    const superseded = await supersede(transaction, projectId, operation)
    const deploy = await transaction
      .insertInto('deploys')
      .values({
        id: randomUUID(),
        project_id: projectId,
        project: project.name,
        kind: operation.kind,
        environment: operation.environment,
        version: operation.version,
        ref: operation.ref,
        state: 'queued',
        stages: '[]',
        failure: null,
        requested_by: operation.requestedBy,
        scale: operation.scale ? JSON.stringify(operation.scale) : null,
        canary: operation.canary ? JSON.stringify(operation.canary) : null,
        started_at: null,
        finished_at: null,
      })
      .returningAll()
      .executeTakeFirstOrThrow()
    await enqueue(transaction, deploy.id)
    return { deploy, superseded }
  })
}

/**
 * What waits for the same environment will not run any more; nor what waits for something that is being deleted.
 * A change of replicas stands beside what waits: it takes the place of an earlier one of the same service only.
 */
async function supersede(
  database: Database,
  projectId: string,
  operation: NewOperation,
): Promise<DeployRow[]> {
  const { kind, environment, version, scale } = operation
  if (environment === null && kind !== 'delete') return []
  return database
    .updateTable('deploys')
    .set({ state: 'superseded', finished_at: new Date() })
    .where('project_id', '=', projectId)
    .where('state', '=', 'queued')
    .$if(environment !== null, (query) => query.where('environment', '=', environment))
    .$if(kind === 'delete' && version !== null, (query) => query.where('version', '=', version))
    .$if(kind === 'scale', (query) =>
      query.where('kind', '=', 'scale').where(sql`scale ->> 'service'`, '=', scale?.service ?? ''),
    )
    .$if(kind !== 'scale' && kind !== 'delete', (query) => query.where('kind', '!=', 'scale'))
    .returningAll()
    .execute()
}

export const findDeploy = (database: Database, id: string): Promise<DeployRow | undefined> =>
  database.selectFrom('deploys').selectAll().where('id', '=', id).executeTakeFirst()

export const listDeploys = (
  database: Database,
  projectId: string,
  filter: { version?: number | undefined; before?: Date | undefined },
): Promise<DeployRow[]> =>
  database
    .selectFrom('deploys')
    .selectAll()
    .where('project_id', '=', projectId)
    .$if(filter.version !== undefined, (query) => query.where('version', '=', filter.version ?? 0))
    .$if(filter.before !== undefined, (query) => query.where('created_at', '<', filter.before ?? new Date()))
    .orderBy('created_at', 'desc')
    .limit(100)
    .execute()

/** The newest operation of each project. */
export const lastDeploys = (database: Database, projectIds: string[]): Promise<DeployRow[]> =>
  projectIds.length === 0
    ? Promise.resolve([])
    : database
        .selectFrom('deploys')
        .selectAll()
        .distinctOn('project_id')
        .where('project_id', 'in', projectIds)
        .orderBy('project_id')
        .orderBy('created_at', 'desc')
        .execute()

/** The last operation on each environment, where it failed. */
export async function lastFailures(database: Database): Promise<DeployRow[]> {
  const last = await database
    .selectFrom('deploys')
    .selectAll()
    .distinctOn(['project_id', 'environment'])
    .where('environment', 'is not', null)
    .orderBy('project_id')
    .orderBy('environment')
    .orderBy('created_at', 'desc')
    .execute()
  return last.filter(({ state }) => state === 'failed')
}

export const unfinishedDeploys = (database: Database, projectId?: string): Promise<DeployRow[]> =>
  database
    .selectFrom('deploys')
    .selectAll()
    .where('state', 'in', unfinished)
    .$if(projectId !== undefined, (query) => query.where('project_id', '=', projectId ?? ''))
    .orderBy('created_at')
    .execute()

/** What has ended, newest first: all since then, and at least so many. */
export const recentDeploys = (
  database: Database,
  { since, atLeast }: { since: Date; atLeast: number },
): Promise<DeployRow[]> =>
  database
    .selectFrom('deploys')
    .selectAll()
    .where('finished_at', 'is not', null)
    .where(({ or, eb, selectFrom }) =>
      or([
        eb('finished_at', '>', since),
        eb(
          'id',
          'in',
          selectFrom('deploys')
            .select('id')
            .where('finished_at', 'is not', null)
            .orderBy('finished_at', 'desc')
            .limit(atLeast),
        ),
      ]),
    )
    .orderBy('finished_at', 'desc')
    .limit(2000)
    .execute()

/** Changes it only while it is in one of these states: an end is an end. Gives undefined otherwise. */
export const changeDeploy = (
  database: Database,
  id: string,
  from: DeployRow['state'][],
  changes: Partial<
    Pick<
      DeployRow,
      'state' | 'failure' | 'started_at' | 'finished_at' | 'cancel_requested' | 'version' | 'environment'
    >
  >,
): Promise<DeployRow | undefined> =>
  database
    .updateTable('deploys')
    .set(changes)
    .where('id', '=', id)
    .where('state', 'in', from)
    .returningAll()
    .executeTakeFirst()

/** It runs, from now on or again; undefined when it has ended meanwhile. */
export const beginDeploy = (database: Database, id: string): Promise<DeployRow | undefined> =>
  database
    .updateTable('deploys')
    .set({ state: 'running', started_at: sql`coalesce(started_at, ${new Date()})` })
    .where('id', '=', id)
    .where('state', 'in', unfinished)
    .returningAll()
    .executeTakeFirst()

export const saveStages = (database: Database, id: string, stages: StoredStage[]) =>
  database
    .updateTable('deploys')
    .set({ stages: JSON.stringify(stages) })
    .where('id', '=', id)
    .execute()

/** An event without its number and time. */
export type EventBody = DeployEvent extends infer E
  ? E extends DeployEvent
    ? Omit<E, 'seq' | 'at'>
    : never
  : never

export async function appendEvents(database: Database, id: string, events: DeployEvent[]): Promise<void> {
  const rows = JSON.stringify(events.map(({ seq, at, ...body }) => ({ seq, at, body })))
  // One value however many rows there are: PostgreSQL needs long to read a statement of thousands.
  await sql`
    insert into deploy_events (deploy_id, seq, at, body)
    select ${id}::uuid, seq, at, body
    from json_to_recordset(${rows}) as event (seq integer, at timestamptz, body jsonb)
    on conflict do nothing
  `.execute(database)
}

export async function readEvents(
  database: Database,
  id: string,
  after: number,
  limit = 5000,
): Promise<DeployEvent[]> {
  const rows = await database
    .selectFrom('deploy_events')
    .select(['seq', 'at', 'body'])
    .where('deploy_id', '=', id)
    .where('seq', '>', after)
    .orderBy('seq')
    .limit(limit)
    .execute()
  // Written by appendEvents alone, so the body is what it was.
  return rows.map(({ seq, at, body }) => ({ ...body, seq, at: at.toISOString() }) as DeployEvent)
}

export async function lastSeq(database: Database, id: string): Promise<number> {
  const row = await database
    .selectFrom('deploy_events')
    .select((expression) => expression.fn.max('seq').as('seq'))
    .where('deploy_id', '=', id)
    .executeTakeFirst()
  return row?.seq ?? 0
}
