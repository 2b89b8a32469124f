import { EventEmitter } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { CHANNEL } from '../ballot/vote.ts'
import { makeTables } from '../database/tables.ts'

const RETRY_MS = 500

export type Counts = { counts: Map<string, number>; dead: number }

/**
 * The counted votes. Emits `votes` with how many were counted, and `state` when Postgres comes or goes.
 */
export interface CountedVotes extends EventEmitter<{ votes: [number]; state: [] }> {
  readonly isThere: boolean
  /** @throws while Postgres is away. */
  read(): Promise<Counts>
}

export class Store extends EventEmitter<{ votes: [number]; state: [] }> implements CountedVotes {
  readonly #config: pg.PoolConfig
  readonly #pool: pg.Pool
  #listener: pg.Client | undefined
  #closed = false

  constructor(config: pg.PoolConfig) {
    super()
    this.#config = config
    this.#pool = new pg.Pool({ ...config, max: 1 })
    this.#pool.on('error', () => {})
  }

  get isThere(): boolean {
    return this.#listener !== undefined
  }

  /** Listens until closed, through any number of losses. Between two connections the counts may have changed. */
  async listen(): Promise<void> {
    while (!this.#closed) {
      await this.#listenOnce().catch(() => {})
      if (!this.#closed) await pause(RETRY_MS)
    }
  }

  async read(): Promise<Counts> {
    const { rows } = await this.#pool.query<{ vote: string | null; count: string }>(
      'select vote, count(*) from votes group by vote union all select null, count(*) from dead_letters',
    )
    const dead = rows.find(({ vote }) => vote === null)
    const counts = rows.flatMap(({ vote, count }) => (vote === null ? [] : [[vote, Number(count)] as const]))
    return { counts: new Map(counts), dead: Number(dead?.count ?? 0) }
  }

  async close(): Promise<void> {
    this.#closed = true
    await this.#listener?.end()
    await this.#pool.end()
  }

  async #listenOnce(): Promise<void> {
    const client = new pg.Client({ ...this.#config, keepAlive: true })
    const gone = new Promise((resolve) => client.once('end', resolve))
    client.on('error', () => {})
    client.on('notification', ({ payload }) => this.emit('votes', Number(payload)))
    try {
      await client.connect()
      await makeTables(client)
      await client.query(`listen ${CHANNEL}`)
      this.#listener = client
      this.emit('state')
      await gone
    } finally {
      this.#listener = undefined
      this.emit('state')
      await client.end().catch(() => {})
    }
  }
}
