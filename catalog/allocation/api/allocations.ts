import { randomUUID } from 'node:crypto'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { readDocument } from '../input/read.ts'
import { isOver, type Progress, type Summary } from '../service/record.ts'
import type { Store } from '../service/store.ts'
import { Refusal } from './refusal.ts'
import type { Sessions } from './session.ts'
import { readRequest } from './upload.ts'

/** What the routes work with. */
export type Context = {
  store: Store
  sessions: Sessions
  enqueue: (id: string) => Promise<unknown>
  /** Takes a job out of the queue; false: a worker has it. */
  dequeue: (id: string) => Promise<boolean>
}

const LIST_LIMIT = 200
const HEARTBEAT_MS = 15_000
const Id = z.object({ id: z.uuid() })

/** The allocation in the path, if it is the asking user's. @throws Refusal (404), also for another user's. */
export async function own(
  { store, sessions }: Context,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<{ user: string; summary: Summary }> {
  const user = await sessions.user(request, reply)
  const { data } = Id.safeParse(request.params)
  const summary = data && (await store.summary(user, data.id))
  if (!summary) throw new Refusal(404, 'id', 'there is no such allocation in your list')
  return { user, summary }
}

/** Submitting, listing, watching, ending. */
export function allocationRoutes(app: FastifyInstance, context: Context): void {
  const { store, sessions, enqueue, dequeue } = context

  app.post('/api/allocations', async (request, reply) => {
    const user = await sessions.user(request, reply)
    if ((await store.count(user)) >= LIST_LIMIT)
      throw new Refusal(409, 'list', `your list has ${LIST_LIMIT} allocations; delete some`)
    const input = await readRequest(request)
    if (!input.ok)
      throw new Refusal(422, 'files', 'the input has problems; none of it was taken', input.problems)
    const id = randomUUID()
    await store.add(user, id, input, () => enqueue(id))
    return reply.code(201).header('location', `/api/allocations/${id}`).send({ id })
  })

  app.get('/api/allocations', async (request, reply) => {
    return { allocations: await store.list(await sessions.user(request, reply)) }
  })

  app.get('/api/allocations/:id', async (request, reply) => (await own(context, request, reply)).summary)

  app.get('/api/allocations/:id/config', async (request, reply) => {
    const { summary } = await own(context, request, reply)
    return (await store.input(summary.id))?.configuration
  })

  // The same department once more, under other settings: a scenario to compare.
  app.post('/api/allocations/:id/again', async (request, reply) => {
    const { user, summary } = await own(context, request, reply)
    const department = (await store.input(summary.id))?.department
    const input = readDocument({ ...department, configuration: request.body })
    if (!input.ok) throw new Refusal(422, 'configuration', 'the configuration has problems', input.problems)
    const id = randomUUID()
    await store.add(user, id, input, () => enqueue(id))
    return reply.code(201).header('location', `/api/allocations/${id}`).send({ id })
  })

  app.get('/api/allocations/:id/progress', async (request, reply) => {
    const { summary } = await own(context, request, reply)
    if (!request.headers.accept?.includes('text/event-stream')) return summary.progress
    reply.hijack()
    await watch(store, summary.id, reply)
  })

  app.delete('/api/allocations/:id', async (request, reply) => {
    const { user, summary } = await own(context, request, reply)
    const { id, progress } = summary
    if (isOver(progress.state)) {
      await store.delete(user, id)
      return reply.code(204).send()
    }
    await store.cancel(id)
    if (await dequeue(id)) await store.report(id, { ...progress, state: 'cancelled' })
    return reply.code(202).send({ id, cancelled: true })
  })
}

/** Sends where it stands and each change as server-sent events, until it is over or the page goes. */
async function watch(store: Store, id: string, reply: FastifyReply): Promise<void> {
  const page = reply.raw
  page.writeHead(200, {
    'content-type': 'text/event-stream',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
    ...(reply.getHeader('set-cookie') ? { 'set-cookie': String(reply.getHeader('set-cookie')) } : {}),
  })
  const heartbeat = setInterval(() => page.write(':\n\n'), HEARTBEAT_MS)
  const send = (progress: Progress) => {
    page.write(`event: progress\ndata: ${JSON.stringify(progress)}\n\n`)
    if (isOver(progress.state)) page.end()
  }
  const stop = store.onProgress(id, send)
  page.on('close', () => {
    clearInterval(heartbeat)
    stop()
  })
  page.write('retry: 1000\n\n')
  // Read after listening began: nothing between is missed.
  const now = await store.progress(id).catch(() => undefined)
  if (now) send(now)
  else page.end()
}
