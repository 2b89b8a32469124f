import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { Refused } from '../refused.ts'
import { makeTables } from './tables.ts'

// Identities and counters stay far below 2^53.
pg.types.setTypeParser(pg.types.builtins.INT8, Number)

const retryMs = 500

/** Whatever cannot be answered because Postgres is away. */
const away = (cause: unknown) =>
  new Refused('away', 'database', 'Postgres does not answer. Try again in a moment.', {
    cause,
    retryAfter: 1000,
  })

/** Postgres, which may come and go. */
export class Database {
  readonly #pool: pg.Pool
  #isThere = false
  #wasThere = false
  #closed = false
  #opening: Promise<void> | undefined

  constructor(config: pg.PoolConfig) {
    this.#pool = new pg.Pool({
      ...config,
      max: 10,
      // Also the longest wait for a free connection: busy is not away.
      connectionTimeoutMillis: 8000,
      query_timeout: 8000,
      keepAlive: true,
    })
    this.#pool.on('error', () => {
      this.#isThere = false
    })
    this.#open()
  }

  /** As the last query found it. */
  get isThere(): boolean {
    return this.#isThere
  }

  /** It has been there, with its tables, since this process began. */
  get wasThere(): boolean {
    return this.#wasThere
  }

  /** @throws Refused `away`; and what Postgres itself refuses, as its own error with a `code` */
  async query<Row extends pg.QueryResultRow>(text: string, values: unknown[] = []): Promise<Row[]> {
    return this.#guard(async () => (await this.#pool.query<Row>(text, values)).rows)
  }

  /** All or nothing. @throws as `query` */
  async transaction<T>(work: (client: pg.ClientBase) => Promise<T>): Promise<T> {
    return this.#guard(async () => {
      const client = await this.#pool.connect()
      try {
        await client.query('begin')
        const result = await work(client)
        await client.query('commit')
        client.release()
        return result
      } catch (error) {
        // A connection in an unknown state is not used again.
        client.release(true)
        throw error
      }
    })
  }

  async close(): Promise<void> {
    this.#closed = true
    await this.#opening
    await this.#pool.end()
  }

  async #guard<T>(ask: () => Promise<T>): Promise<T> {
    try {
      const result = await ask()
      this.#isThere = true
      return result
    } catch (error) {
      if (isAnswer(error)) throw error
      this.#isThere = false
      // Another database than before: its tables are made again.
      if (error instanceof pg.DatabaseError && error.code === '42P01') this.#open()
      throw away(error)
    }
  }

  #open(): void {
    this.#opening ??= this.#makeTables().finally(() => {
      this.#opening = undefined
    })
  }

  async #makeTables(): Promise<void> {
    while (!this.#closed) {
      const client = await this.#pool.connect().catch(() => undefined)
      try {
        if (client) {
          await makeTables(client)
          this.#isThere = true
          this.#wasThere = true
          return client.release()
        }
      } catch {
        // Still starting; asked again below.
        client?.release(true)
      }
      await pause(retryMs)
    }
  }
}

/** A unique value is there already. */
export function isTaken(error: unknown): boolean {
  return error instanceof pg.DatabaseError && error.code === '23505'
}

/** Postgres itself said no, to what was asked; anything else means that it is not there, or not yet. */
function isAnswer(error: unknown): boolean {
  if (error instanceof Refused) return true
  return error instanceof pg.DatabaseError && !/^(08|28|3D|53|57|58|42P01)/.test(error.code ?? '')
}
