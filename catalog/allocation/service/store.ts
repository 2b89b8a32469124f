import { EventEmitter } from 'node:events'
import { Redis } from 'ioredis'
import { Configuration } from '../model/configuration.ts'
import { Department } from '../model/department.ts'
import type { Outcome } from '../results/outcome.ts'
import { Progress, type Summary, waiting } from './record.ts'

type Address = { host: string; port: number }
/** A web request fails at once while Redis is away; a worker waits until it is back. */
export type Patience = 'fails' | 'waits'

const keyOf = (id: string) => `allocation:${id}`
const listOf = (user: string) => `user:${user}`
/** An allocation that never came into a list, because the process ended between the two, goes by itself. */
const ORPHAN_SECONDS = 600

/** Allocations in Redis: one hash each, one list per user, progress on a channel. */
export class Store {
  readonly #redis: Redis
  readonly #listener: Redis
  readonly #events = new EventEmitter().setMaxListeners(0)

  constructor(address: Address, patience: Patience) {
    const patient = patience === 'waits'
    const options = { ...address, retryStrategy: (attempt: number) => Math.min(attempt * 100, 1000) }
    this.#redis = new Redis({
      ...options,
      connectTimeout: 2000,
      maxRetriesPerRequest: patient ? null : 1,
      ...(patient ? {} : { enableOfflineQueue: false, commandTimeout: 3000 }),
    })
    this.#listener = new Redis({ ...options, maxRetriesPerRequest: null })
    for (const connection of [this.#redis, this.#listener]) connection.on('error', () => {})
    this.#listener.psubscribe('progress:*', 'cancel:*').catch(() => {})
    this.#listener.on('pmessage', (_pattern: string, channel: string, text: string) =>
      this.#events.emit(channel, text),
    )
  }

  get isThere(): boolean {
    return this.#redis.status === 'ready'
  }

  /** A secret that all replicas share, made by the first that asks. */
  async secret(name: string, made: string): Promise<string> {
    await this.#redis.set(`secret:${name}`, made, 'NX')
    return (await this.#redis.get(`secret:${name}`)) ?? made
  }

  async add(
    user: string,
    id: string,
    { department, configuration }: { department: Department; configuration: Configuration },
    queue: () => Promise<unknown>,
    outcome?: Outcome,
  ): Promise<void> {
    const progress: Progress = outcome
      ? { ...waiting, state: 'done', objective: outcome.proof.objective }
      : waiting
    await this.#redis
      .multi()
      .hset(keyOf(id), {
        owner: user,
        name: configuration.name,
        createdAt: new Date().toISOString(),
        department: JSON.stringify(department),
        configuration: JSON.stringify(configuration),
        progress: JSON.stringify(progress),
        ...(outcome ? { outcome: JSON.stringify(outcome) } : {}),
      })
      .expire(keyOf(id), ORPHAN_SECONDS)
      .exec()
    await queue()
    await this.#redis.multi().persist(keyOf(id)).zadd(listOf(user), Date.now(), id).exec()
  }

  async count(user: string): Promise<number> {
    return this.#redis.zcard(listOf(user))
  }

  /** A user's own allocations, newest first. */
  async list(user: string): Promise<Summary[]> {
    const ids = await this.#redis.zrevrange(listOf(user), 0, -1)
    const found = await Promise.all(ids.map((id) => this.summary(user, id)))
    return found.filter((summary) => summary !== undefined)
  }

  /** Nothing when there is none, or when it is another user's. */
  async summary(user: string, id: string): Promise<Summary | undefined> {
    const [owner, name, createdAt, configuration, progress] = await this.#redis.hmget(
      keyOf(id),
      'owner',
      'name',
      'createdAt',
      'configuration',
      'progress',
    )
    if (owner !== user || !createdAt || !configuration || !progress) return undefined
    const { mode } = Configuration.parse(JSON.parse(configuration))
    return { id, name: name ?? '', createdAt, mode, progress: Progress.parse(JSON.parse(progress)) }
  }

  async input(id: string): Promise<{ department: Department; configuration: Configuration } | undefined> {
    const [department, configuration] = await this.#redis.hmget(keyOf(id), 'department', 'configuration')
    if (!department || !configuration) return undefined
    return {
      department: Department.parse(JSON.parse(department)),
      configuration: Configuration.parse(JSON.parse(configuration)),
    }
  }

  /** JSON of what was found, as `outcomeOf` made it. */
  async outcome(id: string): Promise<Outcome | undefined> {
    const text = await this.#redis.hget(keyOf(id), 'outcome')
    return text ? (JSON.parse(text) as Outcome) : undefined
  }

  async progress(id: string): Promise<Progress | undefined> {
    const text = await this.#redis.hget(keyOf(id), 'progress')
    return text ? Progress.parse(JSON.parse(text)) : undefined
  }

  /** Keeps where it stands, and tells whoever watches. What was deleted stays deleted. */
  async report(id: string, progress: Progress, outcome?: Outcome): Promise<void> {
    if (!(await this.#redis.exists(keyOf(id)))) return
    const text = JSON.stringify(progress)
    await this.#redis.hset(keyOf(id), {
      progress: text,
      ...(outcome ? { outcome: JSON.stringify(outcome) } : {}),
    })
    await this.#redis.publish(`progress:${id}`, text)
  }

  /** Calls back with every report; gives the function that ends that. */
  onProgress(id: string, tell: (progress: Progress) => void): () => void {
    return this.#on(`progress:${id}`, (text) => tell(Progress.parse(JSON.parse(text))))
  }

  async cancel(id: string): Promise<void> {
    await this.#redis.hset(keyOf(id), 'cancel', '1')
    await this.#redis.publish(`cancel:${id}`, '')
  }

  async isCancelled(id: string): Promise<boolean> {
    return (await this.#redis.hexists(keyOf(id), 'cancel')) === 1
  }

  onCancel(id: string, tell: () => void): () => void {
    return this.#on(`cancel:${id}`, tell)
  }

  async delete(user: string, id: string): Promise<void> {
    await this.#redis.multi().del(keyOf(id)).zrem(listOf(user), id).exec()
  }

  close(): void {
    this.#redis.disconnect()
    this.#listener.disconnect()
  }

  #on(channel: string, tell: (text: string) => void): () => void {
    this.#events.on(channel, tell)
    return () => this.#events.off(channel, tell)
  }
}
