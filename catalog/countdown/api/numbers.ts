import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import type { Queue } from 'bullmq'
import type { FastifyInstance } from 'fastify'
import type { Redis } from 'ioredis'
import { z } from 'zod'
import { greatest, smallest, wrongTiles } from '../game/numbers/board.ts'
import { solve } from '../game/numbers/solve.ts'
import {
  cancelChannel,
  isFinal,
  type JobEvents,
  type JobView,
  look,
  type NumbersJob,
  type NumbersResult,
} from '../service/jobs.ts'
import type { Owner } from './app.ts'
import { Refusal, read } from './refusal.ts'

export type NumbersQueue = Queue<NumbersJob, NumbersResult>

/** More waiting jobs than this and the service says that it is busy. */
const busy = 5000

const board = z.strictObject({
  tiles: z.array(z.int('must be whole numbers'), 'must be a list of six numbers').check((context) => {
    const wrong = wrongTiles(context.value)
    if (wrong) context.issues.push({ code: 'custom', input: context.value, message: wrong })
  }),
  target: z
    .int('must be a whole number')
    .min(smallest, `must be from ${smallest} to ${greatest}`)
    .max(greatest, `must be from ${smallest} to ${greatest}`),
})
const request = board.extend({ all: z.boolean('must be true or false').default(false) })
const wait = z.object({ wait: z.coerce.number('must be seconds').min(0).max(25, 'at most 25').default(0) })

export function numbersRoutes(
  app: FastifyInstance,
  queue: NumbersQueue,
  events: JobEvents,
  redis: Redis,
  owner: Owner,
): void {
  app.post('/api/numbers/solve', async ({ body }) => {
    const asked = read(board, body)
    const began = performance.now()
    return { ...solve(asked), milliseconds: performance.now() - began }
  })

  app.post('/api/numbers/jobs', async (asked, reply) => {
    const self = await owner(asked)
    const { tiles, target, all } = read(request, asked.body)
    if ((await queue.getWaitingCount()) > busy)
      throw new Refusal(429, 'queue', 'too many games are waiting; try again in a moment')
    const id = randomUUID()
    await queue.add('solve', { owner: self, tiles, target, all }, { jobId: id })
    return reply.code(201).send({ id, state: 'waiting', found: 0 } satisfies JobView)
  })

  /** With `wait`, answers when the job is finished or after so many seconds: instead of asking again and again. */
  app.get<{ Params: { id: string } }>('/api/numbers/jobs/:id', async (asked) => {
    const self = await owner(asked)
    const { wait: seconds } = read(wait, asked.query)
    const id = asked.params.id
    const stop = new AbortController()
    // Listens before it looks, so that nothing happens between.
    const changed = seconds > 0 ? finished(events, id, stop.signal) : Promise.resolve()
    try {
      const view = await find(id, self)
      if (isFinal(view) || seconds === 0) return view
      await Promise.race([changed, pause(seconds * 1000, null, { signal: stop.signal }).catch(() => {})])
      // Taken out of the queue while it waited.
      return (await look(queue, id, self)) ?? ({ ...view, state: 'cancelled' } satisfies JobView)
    } finally {
      stop.abort()
    }
  })

  app.delete<{ Params: { id: string } }>('/api/numbers/jobs/:id', async (asked) => {
    const view = await find(asked.params.id, await owner(asked))
    if (isFinal(view)) return view
    // Either it still waits and can be taken out, or a worker holds it and is told.
    if ((await queue.remove(asked.params.id).catch(() => 0)) === 0)
      await redis.publish(cancelChannel, asked.params.id)
    return { ...view, state: 'cancelled' } satisfies JobView
  })

  /** A job of somebody else is as unknown as one that never was. */
  async function find(id: string, self: string): Promise<JobView> {
    const view = await look(queue, id, self)
    if (!view) throw new Refusal(404, 'id', 'there is no such job of yours')
    return view
  }
}

/** Resolves when the job may be finished. */
function finished(events: JobEvents, id: string, signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  const listen = (changed: string, what: string) => {
    if (changed === id && what !== 'active' && what !== 'progress') resolve()
  }
  events.on('change', listen)
  signal.addEventListener('abort', () => {
    events.off('change', listen)
    resolve()
  })
  return promise
}
