import { EventEmitter } from 'node:events'
import { type Queue, QueueEvents } from 'bullmq'
import type { Step } from '../game/numbers/board.ts'
import type { RedisAddress } from './environment.ts'
import { patient } from './redis.ts'

export const queueName = 'numbers'
/** Channel on which workers are told to drop a job. */
export const cancelChannel = 'countdown:cancel'
export const cancelled = 'cancelled'

export type NumbersJob = { owner: string; tiles: number[]; target: number; all: boolean }

export type NumbersResult = {
  value: number
  away: number
  steps: Step[]
  searched: number
  milliseconds: number
  /** The worker that solved it. */
  replica: string
  /** All distinct ways, when they were asked for; `more` when there are further ones. */
  solutions?: Step[][]
  more?: boolean
}

/** A job as its owner sees it. */
export type JobView = {
  id: string
  state: 'waiting' | 'active' | 'completed' | 'failed' | 'cancelled'
  /** Solutions found so far. */
  found: number
  result?: NumbersResult
  reason?: string
}

export function isFinal({ state }: JobView): boolean {
  return state === 'completed' || state === 'failed' || state === 'cancelled'
}

/** The job as it is now; `undefined` when there is none of this owner. */
export async function look(
  queue: Queue<NumbersJob, NumbersResult>,
  id: string,
  owner: string,
): Promise<JobView | undefined> {
  // The state first: what is read after it is at least as new, so a finished job has its result.
  const state = await queue.getJobState(id)
  const job = await queue.getJob(id)
  if (job?.data.owner !== owner) return undefined
  const view = { id, found: typeof job.progress === 'number' ? job.progress : 0 }
  if (state === 'completed') return { ...view, state, result: job.returnvalue }
  if (state === 'failed')
    return job.failedReason === cancelled
      ? { ...view, state: 'cancelled' }
      : { ...view, state, reason: job.failedReason }
  return { ...view, state: state === 'active' ? 'active' : 'waiting' }
}

type Happening = 'active' | 'progress' | 'completed' | 'failed' | 'removed'

/** Tells of every change of every job, from the queue's own stream of events: no event is lost while Redis is away. */
export class JobEvents extends EventEmitter<{ change: [jobId: string, what: Happening] }> {
  readonly #events: QueueEvents

  constructor(address: RedisAddress) {
    super()
    this.setMaxListeners(0)
    this.#events = new QueueEvents(queueName, { connection: patient(address) })
    this.#events.on('error', () => {})
    for (const what of ['active', 'progress', 'completed', 'failed', 'removed'] as const)
      this.#events.on(what, ({ jobId }: { jobId: string }) => this.emit('change', jobId, what))
  }

  async close(): Promise<void> {
    await this.#events.close()
  }
}
