import { EventEmitter } from 'node:events'
import { Redis } from 'ioredis'

export type Visit = { visits: number; replica: string }

/** The count, and word of every visit to every replica. Emits `visit` and, when Redis comes or goes, `state`. */
export interface Counter extends EventEmitter<{ visit: [Visit]; state: [] }> {
  readonly isThere: boolean
  /** Counts one visit that `replica` answered. @throws while Redis is away. */
  count(replica: string): Promise<number>
  /** @throws while Redis is away. */
  total(): Promise<number>
  close(): void
}

const KEY = 'visits'

/** Counts in Redis, which alone remembers: any number of replicas share one count. */
export class RedisCounter extends EventEmitter<{ visit: [Visit]; state: [] }> implements Counter {
  readonly #commands: Redis
  readonly #subscriber: Redis

  constructor(address: { host: string; port: number }) {
    super()
    this.setMaxListeners(0)
    const options = {
      ...address,
      // While Redis is away a visit fails at once, and is never counted later behind the visitor's back.
      enableOfflineQueue: false,
      autoResendUnfulfilledCommands: false,
      commandTimeout: 2000,
      connectTimeout: 2000,
      retryStrategy: (attempt: number) => Math.min(attempt * 100, 1000),
    }
    this.#commands = new Redis(options)
    this.#subscriber = new Redis({ ...options, autoResubscribe: false })

    this.#commands.on('ready', () => this.emit('state'))
    this.#commands.on('close', () => this.emit('state'))
    this.#subscriber.on('ready', () => this.#subscriber.subscribe(KEY).catch(() => {}))
    this.#subscriber.on('message', (_channel, text) => {
      const visit = readVisit(text)
      if (visit) this.emit('visit', visit)
    })
    // `isThere` tells; unheard, an error would end the process.
    for (const connection of [this.#commands, this.#subscriber]) connection.on('error', () => {})
  }

  get isThere(): boolean {
    return this.#commands.status === 'ready'
  }

  async count(replica: string): Promise<number> {
    const visits = await this.#commands.incr(KEY)
    // The visit is counted; that nobody hears of it is no reason to refuse it.
    await this.#commands.publish(KEY, JSON.stringify({ visits, replica })).catch(() => {})
    return visits
  }

  async total(): Promise<number> {
    return Number(await this.#commands.get(KEY))
  }

  close(): void {
    this.#commands.disconnect()
    this.#subscriber.disconnect()
  }
}

function readVisit(text: string): Visit | undefined {
  const value: unknown = JSON.parse(text)
  if (typeof value !== 'object' || value === null) return undefined
  if (!('visits' in value && 'replica' in value)) return undefined
  const { visits, replica } = value
  return typeof visits === 'number' && typeof replica === 'string' ? { visits, replica } : undefined
}
