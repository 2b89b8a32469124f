import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { sql } from 'kysely'
import { type TestDatabase, testDatabase } from '../../test/database.ts'
import { connect, type Database, isAway, migrate } from './database.ts'

let server: TestDatabase
let database: Database
before(async () => {
  server = await testDatabase()
  database = connect(server.url, () => {})
})
after(async () => {
  await database.destroy()
  await server.close()
})

test('two processes that start at once bring the database to its newest shape once', async () => {
  const other = connect(server.url, () => {})
  await Promise.all([migrate(database), migrate(other), migrate(database)])
  await other.destroy()
  const { rows } = await sql<{ count: string }>`select count(*) from migrations`.execute(database)
  assert.ok(Number(rows[0]?.count) >= 1)
})

test('a database made by a newer Keelson is left alone', async () => {
  await sql`insert into migrations (name) values ('9999-from-the-future')`.execute(database)
  await assert.rejects(migrate(database), /newer Keelson.*9999-from-the-future/)
  await sql`delete from migrations where name = '9999-from-the-future'`.execute(database)
})

test('a connection that is cut within a transaction is an error of that transaction alone', async () => {
  const cut = database.transaction().execute(async (transaction) => {
    const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(transaction)
    await sql`select pg_terminate_backend(${rows[0]?.pid})`.execute(database)
    await new Promise((resolve) => setImmediate(resolve))
    await sql`select pg_sleep(1)`.execute(transaction)
  })
  await assert.rejects(cut, isAway)
  assert.equal((await sql`select 1`.execute(database)).rows.length, 1)
})
