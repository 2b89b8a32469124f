import pg from 'pg'
import { CHANNEL, type DeadLetter, type Vote } from '../ballot/vote.ts'
import { makeTables } from '../database/tables.ts'

/**
 * One statement, so one transaction: what was delivered is recorded and told whole, or not at all. An entry that is
 * delivered twice, or after a later vote of the same voter, changes nothing.
 */
const RECORD = `
  with changed as (
    insert into votes (id, vote, sequence)
    select * from unnest($1::text[], $2::text[], $3::bigint[])
    on conflict (id) do update set vote = excluded.vote, sequence = excluded.sequence
      where votes.sequence < excluded.sequence
    returning id
  ), set_aside as (
    insert into dead_letters (entry, reason, content)
    select * from unnest($4::text[], $5::text[], $6::text[])
    on conflict do nothing
  )
  select pg_notify('${CHANNEL}', (select count(*) from changed)::text)`

/** Where votes are counted. All methods throw while Postgres is away. */
export class Store {
  readonly #pool: pg.Pool

  constructor(config: pg.PoolConfig) {
    this.#pool = new pg.Pool({ ...config, max: 1 })
    // The next query meets the same trouble and throws; unheard, this one would end the process.
    this.#pool.on('error', () => {})
  }

  async prepare(): Promise<void> {
    const client = await this.#pool.connect()
    try {
      await makeTables(client)
    } finally {
      client.release()
    }
  }

  /** Returns once the database has committed. */
  async record(votes: Vote[], dead: DeadLetter[]): Promise<void> {
    await this.#pool.query({
      name: 'record',
      text: RECORD,
      values: [
        votes.map(({ voter }) => voter),
        votes.map(({ choice }) => choice),
        votes.map(({ sequence }) => String(sequence)),
        dead.map(({ entry }) => entry),
        dead.map(({ reason }) => reason),
        dead.map(({ content }) => content),
      ],
    })
  }

  async close(): Promise<void> {
    await this.#pool.end()
  }
}
