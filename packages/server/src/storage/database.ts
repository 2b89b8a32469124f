import { Kysely, PostgresDialect, sql } from 'kysely'
import { Pool, types } from 'pg'
import { migrations } from './migrations.ts'
import type { Tables } from './tables.ts'

export type Database = Kysely<Tables>

/** Takes a PostgreSQL URL. Connections open when they are needed and close when idle. */
export function connect(url: string, onError: (error: Error) => void): Database {
  const pool = new Pool({
    connectionString: url,
    max: 6,
    idleTimeoutMillis: 10_000,
    connectionTimeoutMillis: 10_000,
    application_name: 'keelson',
    types: { getTypeParser: types.getTypeParser },
  })
  // An idle connection that breaks is replaced at the next query; unheard, the event would end the process.
  pool.on('error', onError)
  // The same between two queries of a transaction, when the pool does not listen.
  pool.on('connect', (client) => client.on('error', () => {}))
  return new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) })
}

/** Brings the database to the newest shape. Safe beside other processes that do the same. */
export async function migrate(database: Database): Promise<void> {
  await database.transaction().execute(async (transaction) => {
    await sql`select pg_advisory_xact_lock(7310115)`.execute(transaction)
    await sql`create table if not exists migrations (name text primary key, at timestamptz not null default now())`.execute(
      transaction,
    )
    const done = await sql<{ name: string }>`select name from migrations`.execute(transaction)
    const names = new Set(done.rows.map((row) => row.name))
    const unknown = [...names].filter((name) => !migrations.some((migration) => migration.name === name))
    if (unknown.length) {
      throw new Error(
        `The database was made by a newer Keelson (it knows ${unknown.join(', ')}). Update Keelson.`,
      )
    }
    for (const { name, sql: text } of migrations.filter((migration) => !names.has(migration.name))) {
      await sql.raw(text).execute(transaction)
      await sql`insert into migrations (name) values (${name})`.execute(transaction)
    }
  })
}

/** Waits until the database answers; throws what it said last when `seconds` have passed. */
export async function reach(database: Database, seconds: number): Promise<void> {
  const deadline = Date.now() + seconds * 1000
  for (;;) {
    try {
      await sql`select 1`.execute(database)
      return
    } catch (error) {
      if (!isAway(error) || Date.now() > deadline) throw error
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  }
}

const awayCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOENT',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EHOSTUNREACH',
  '57P01', // terminated by an administrator
  '57P02',
  '57P03', // starting up
  '53300', // too many connections
  '08006',
])
const awayMessages =
  /Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|connection.*not queryable/

/** Is this the database being away, rather than a wrong query? Takes anything that was thrown. */
export function isAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const code = 'code' in error ? String(error.code) : ''
  if (error instanceof AggregateError) return error.errors.some(isAway)
  return awayCodes.has(code) || awayMessages.test(error.message)
}
