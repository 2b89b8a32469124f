import { Queue } from 'bullmq'
import fastify, { type FastifyInstance } from 'fastify'
import { Server, type Socket } from 'socket.io'
import { viewOf as matchView } from '../game/match/view.ts'
import { type Environment, isAllowed } from '../service/environment.ts'
import {
  JobEvents,
  type JobView,
  look,
  type NumbersJob,
  type NumbersResult,
  queueName,
} from '../service/jobs.ts'
import { MatchEvents, Matches } from '../service/matches.ts'
import type { ToPage, ToServer } from '../service/push.ts'
import { connect, impatient, patient } from '../service/redis.ts'
import { Sessions } from '../service/sessions.ts'

type Visitor = { owner: string }
type Page = Socket<ToServer, ToPage, Record<never, never>, Visitor>

/** What one page may follow at the same time. */
const most = 50

/**
 * Pushes results and matches to whom they belong. Every replica hears of every change and serves the pages that are
 * connected to it, so replicas need not know of each other.
 */
export async function buildSocket(environment: Environment): Promise<FastifyInstance> {
  const { redis: address, logLevel, replica, pageOrigins } = environment
  const app = fastify({ logger: { level: logLevel }, forceCloseConnections: true })
  const redis = connect(impatient(address))
  const subscriber = connect(patient(address))
  const queue = new Queue<NumbersJob, NumbersResult>(queueName, {
    connection: redis,
  })
  queue.on('error', () => {})
  const jobs = new JobEvents(address)
  const sessions = new Sessions(redis)
  const matches = new Matches(redis)

  const io = new Server<ToServer, ToPage, Record<never, never>, Visitor>(app.server, {
    // One transport: no request ever needs to find the replica of the one before.
    transports: ['websocket'],
    maxHttpBufferSize: 4096,
    allowRequest: ({ headers }, allow) => allow(null, isAllowed(headers.origin, headers.host, pageOrigins)),
  })
  io.use(async (page, next) => {
    const owner = await sessions.owner(page.handshake.auth.token).catch(() => null)
    if (owner) page.data.owner = owner
    next(owner ? undefined : new Error(owner === null ? 'redis-away' : 'no-session'))
  })
  io.on('connection', (page) => {
    page.emit('replica', replica)
    page.on(
      'job',
      (id, acknowledge) =>
        void follow(page, `job:${id}`, acknowledge, () => look(queue, id, page.data.owner)),
    )
    page.on(
      'match',
      (id, acknowledge) => void follow(page, `match:${id}`, acknowledge, () => matchOf(id, page.data.owner)),
    )
  })

  jobs.on('change', async (id, what) => {
    // All of a room are pages of one session, the job's owner.
    const [page] = await io.in(`job:${id}`).fetchSockets()
    if (!page) return
    const gone: JobView = { id, state: 'cancelled', found: 0 }
    const view = what === 'removed' ? gone : await look(queue, id, page.data.owner).catch(() => undefined)
    if (view) io.to(`job:${id}`).emit('job', view)
  })
  new MatchEvents(subscriber).on('change', async (id) => {
    if (!io.sockets.adapter.rooms.has(`match:${id}`)) return
    const match = await matches.get(id, Date.now()).catch(() => undefined)
    if (!match) return
    for (const page of await io.in(`match:${id}`).fetchSockets())
      page.emit('match', matchView(match, page.data.owner, Date.now()))
  })

  app.get('/health', { logLevel: 'warn' }, async () => ({
    ok: true,
    redis: redis.status === 'ready',
    replica,
  }))
  app.addHook('preClose', async () => {
    // The connection, not the sockets: a page that is told to disconnect would not come back.
    io.engine.close()
  })
  app.addHook('onClose', async () => {
    await Promise.allSettled([queue.close(), jobs.close()])
    redis.disconnect()
    subscriber.disconnect()
  })
  return app

  async function matchOf(id: string, owner: string) {
    const match = await matches.get(id, Date.now())
    return match && matchView(match, owner, Date.now())
  }
}

/** Looks whether it is theirs, joins, and looks again, so that nothing happens unseen between. */
async function follow<T>(
  page: Page,
  room: string,
  acknowledge: unknown,
  look: () => Promise<T | undefined>,
): Promise<void> {
  if (typeof acknowledge !== 'function') return
  if (page.rooms.size > most) return void acknowledge({ ok: false, reason: 'too many at once' })
  const joined = page.rooms.has(room)
  try {
    // What is not theirs is never pushed to them, not even for a moment.
    if ((await look()) === undefined) return void acknowledge({ ok: false, reason: 'unknown' })
    await page.join(room)
    acknowledge({ ok: true, now: await look() })
  } catch {
    if (!joined) await page.leave(room)
    acknowledge({ ok: false, reason: 'redis-away' })
  }
}
