import { randomBytes } from 'node:crypto'
import { Redis } from 'ioredis'
import type { RedisAddress } from '../ballot/environment.ts'
import { STREAM } from '../ballot/vote.ts'

/** Where votes go, and where all replicas find the key that signs voters' cookies. */
export interface Queue {
  readonly isThere: boolean
  /** @throws while Redis is away. */
  key(): Promise<string>
  /** Hands one vote over; when this returns it is on Redis's disk. @throws while Redis is away. */
  add(voter: string, choice: string): Promise<void>
}

const KEY = 'voting:cookie-key'

export class RedisQueue implements Queue {
  readonly #redis: Redis
  #key: string | undefined

  constructor(address: RedisAddress) {
    this.#redis = new Redis(address)
    this.#redis.on('error', () => {})
    this.#redis.on('close', () => {
      this.#key = undefined
    })
  }

  get isThere(): boolean {
    return this.#redis.status === 'ready'
  }

  /** Whoever comes first makes the key; it is nowhere but in Redis. */
  async key(): Promise<string> {
    if (this.#key === undefined) {
      await this.#redis.setnx(KEY, randomBytes(32).toString('base64url'))
      this.#key = (await this.#redis.get(KEY)) ?? undefined
    }
    if (this.#key === undefined) throw new Error('Redis lost the key between two commands')
    return this.#key
  }

  async add(voter: string, choice: string): Promise<void> {
    await this.#redis.xadd(STREAM, '*', 'voter', voter, 'choice', choice)
  }

  close(): void {
    this.#redis.disconnect()
  }
}
