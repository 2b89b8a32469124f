import type { ClientBase } from 'pg'

const TABLES = `
  create table if not exists votes (
    id text primary key,
    vote text not null,
    sequence bigint not null
  );
  create table if not exists dead_letters (
    entry text primary key,
    reason text not null,
    content text not null,
    at timestamptz not null default now()
  );`

/** Any number; all who make these tables take turns by it, since "if not exists" alone may collide. */
const TURN = 586_113

/** Makes the tables where they are missing: whoever comes first, also after the database was lost. */
export async function makeTables(client: ClientBase): Promise<void> {
  await client.query(`begin; select pg_advisory_xact_lock(${TURN}); ${TABLES} commit`)
}
