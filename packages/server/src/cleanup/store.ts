import { randomUUID } from 'node:crypto'
import { type CleanedItem, CleanupPolicy } from '@keelson/protocol'
import { type Selectable, sql } from 'kysely'
import type { Database } from '../storage/database.ts'
import type { Tables } from '../storage/tables.ts'

export type CleanupRow = Selectable<Tables['cleanups']>

const shown = 20
const unfinished: CleanupRow['state'][] = ['queued', 'running']
const policyKey = 'cleanup-policy'
const nextKey = 'cleanup-next'

export const usualPolicy: CleanupPolicy = {
  automatic: false,
  keepVersions: 5,
  diskPercent: 80,
  keepLogsDays: 90,
}

export async function readPolicy(database: Database): Promise<CleanupPolicy> {
  const text = await readSetting(database, policyKey)
  return text === undefined ? usualPolicy : CleanupPolicy.parse(JSON.parse(text))
}

export const savePolicy = (database: Database, policy: CleanupPolicy) =>
  saveSetting(database, policyKey, JSON.stringify(policy))

/** When the automatic cleanup looks next; undefined before it was ever turned on. */
export async function readNext(database: Database): Promise<Date | undefined> {
  const text = await readSetting(database, nextKey)
  return text === undefined ? undefined : new Date(text)
}

export const saveNext = (database: Database, at: Date) => saveSetting(database, nextKey, at.toISOString())

async function readSetting(database: Database, key: string): Promise<string | undefined> {
  const row = await database.selectFrom('settings').select('value').where('key', '=', key).executeTakeFirst()
  return row?.value
}

const saveSetting = (database: Database, key: string, value: string) =>
  database
    .insertInto('settings')
    .values({ key, value })
    .onConflict((conflict) => conflict.column('key').doUpdateSet({ value }))
    .execute()

/** Gives undefined while another one waits or runs: there is one at a time. */
export function createCleanup(
  database: Database,
  { items, requestedBy }: { items: CleanedItem[]; requestedBy: string },
  enqueue: (transaction: Database, id: string) => Promise<void>,
): Promise<CleanupRow | undefined> {
  return database.transaction().execute(async (transaction) => {
    const row = await transaction
      .insertInto('cleanups')
      .values({
        id: randomUUID(),
        state: 'queued',
        items: JSON.stringify(items),
        failure: null,
        requested_by: requestedBy,
        started_at: null,
        finished_at: null,
      })
      .onConflict((conflict) => conflict.doNothing())
      .returningAll()
      .executeTakeFirst()
    if (row) await enqueue(transaction, row.id)
    return row
  })
}

export const findCleanup = (database: Database, id: string): Promise<CleanupRow | undefined> =>
  database.selectFrom('cleanups').selectAll().where('id', '=', id).executeTakeFirst()

export const listCleanups = (database: Database): Promise<CleanupRow[]> =>
  database.selectFrom('cleanups').selectAll().orderBy('created_at', 'desc').limit(shown).execute()

export const unfinishedCleanups = (database: Database): Promise<CleanupRow[]> =>
  database.selectFrom('cleanups').selectAll().where('state', 'in', unfinished).execute()

/** Changes it only while it is not over: an end is an end. Gives undefined otherwise. */
export const changeCleanup = (
  database: Database,
  id: string,
  changes: Partial<
    Pick<CleanupRow, 'state' | 'failure' | 'started_at' | 'finished_at' | 'cancel_requested'>
  > & { items?: string },
): Promise<CleanupRow | undefined> =>
  database
    .updateTable('cleanups')
    .set(changes)
    .where('id', '=', id)
    .where('state', 'in', unfinished)
    .returningAll()
    .executeTakeFirst()

const oldDeploys = (database: Database, days: number) =>
  database
    .selectFrom('deploys')
    .select('id')
    .where('finished_at', '<', new Date(Date.now() - days * 24 * 3600 * 1000))

/** What logs of operations take: those that ended more than so many days ago, and the rest. */
export async function logBytes(
  database: Database,
  days: number,
): Promise<{ oldBytes: number; recentBytes: number }> {
  const bytes = (bodies: string) =>
    sql<number>`coalesce(sum(octet_length(${sql.ref(bodies)}::text)), 0)::float8`
  const [all, old] = await Promise.all([
    database.selectFrom('deploy_events').select(bytes('body').as('bytes')).executeTakeFirstOrThrow(),
    database
      .selectFrom('deploy_events')
      .select(bytes('body').as('bytes'))
      .where('deploy_id', 'in', oldDeploys(database, days))
      .executeTakeFirstOrThrow(),
  ])
  return { oldBytes: old.bytes, recentBytes: all.bytes - old.bytes }
}

/** Operations stay on record with their stages and outcome; what they wrote goes. */
export const deleteOldLogs = (database: Database, days: number) =>
  database.deleteFrom('deploy_events').where('deploy_id', 'in', oldDeploys(database, days)).execute()
