import { hostname } from 'node:os'
import { Redis } from 'ioredis'
import type { RedisAddress } from '../ballot/environment.ts'
import { type Entry, GROUP, STREAM } from '../ballot/vote.ts'

const BATCH = 1000
/** How long to wait for the next vote, in milliseconds. */
const WAIT_MS = 1000
/** An entry that a worker has held this long without settling it is given to another one. */
const ABANDONED_MS = 2000

/** The workers' end of the queue. An entry is delivered again until it is settled. All methods throw while Redis is away. */
export class Deliveries {
  readonly #redis: Redis
  readonly #name = hostname()
  #lookedForAbandoned = 0

  constructor(address: RedisAddress) {
    this.#redis = new Redis(address)
    this.#redis.on('error', () => {})
  }

  async prepare(): Promise<void> {
    await this.#redis.xgroup('CREATE', STREAM, GROUP, '0', 'MKSTREAM').catch((error: Error) => {
      if (!error.message.startsWith('BUSYGROUP')) throw error
    })
  }

  /** Entries that were abandoned, or else new ones; empty when none came for a second. */
  async next(): Promise<Entry[]> {
    const abandoned = await this.#abandoned()
    if (abandoned.length > 0) return abandoned
    const found = await this.#redis.xreadgroup(
      'GROUP',
      GROUP,
      this.#name,
      'COUNT',
      BATCH,
      'BLOCK',
      WAIT_MS,
      'STREAMS',
      STREAM,
      '>',
    )
    return readEntries(Array.isArray(found) && Array.isArray(found[0]) ? found[0][1] : [])
  }

  /** Takes entries off the queue for good. */
  async settle(entries: Entry[]): Promise<void> {
    const ids = entries.map(([id]) => id)
    await this.#redis
      .multi()
      .xack(STREAM, GROUP, ...ids)
      .xdel(STREAM, ...ids)
      .exec()
  }

  close(): void {
    this.#redis.disconnect()
  }

  async #abandoned(): Promise<Entry[]> {
    if (Date.now() - this.#lookedForAbandoned < ABANDONED_MS / 2) return []
    const answer: unknown[] = await this.#redis.xautoclaim(
      STREAM,
      GROUP,
      this.#name,
      ABANDONED_MS,
      '0',
      'COUNT',
      BATCH,
    )
    const entries = readEntries(answer[1])
    // A full batch: there may be more.
    if (entries.length < BATCH) this.#lookedForAbandoned = Date.now()
    return entries
  }
}

function readEntries(answer: unknown): Entry[] {
  if (!Array.isArray(answer)) return []
  return answer.flatMap((item: unknown): Entry[] => {
    if (!Array.isArray(item) || typeof item[0] !== 'string') return []
    return [[item[0], Array.isArray(item[1]) ? item[1].map(String) : null]]
  })
}
