import { createBullBoard } from '@bull-board/api'
import { BullMQAdapter } from '@bull-board/api/bullMQAdapter'
import { FastifyAdapter } from '@bull-board/fastify'
import basicAuth from '@fastify/basic-auth'
import { Queue } from 'bullmq'
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import { QUEUE } from '../service/record.ts'

const CONTENT_POLICY =
  "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'"

/** The queue's dashboard, not yet listening. Everything but `/health` asks for name and password. */
export async function createBoard(
  redis: { host: string; port: number },
  logLevel: string,
  isRight: (user: string, password: string) => boolean,
): Promise<FastifyInstance> {
  const app = fastify({ logger: { level: logLevel }, forceCloseConnections: true })
  const queue = new Queue(QUEUE, { connection: { ...redis, maxRetriesPerRequest: 1 } })
  queue.on('error', () => {})
  app.addHook('onClose', () => queue.disconnect())
  app.get('/health', { logLevel: 'warn' }, async () => ({ ok: true }))

  await app.register(async (guarded) => {
    await guarded.register(basicAuth, {
      authenticate: { realm: 'Queue' },
      validate: async (user, password) => {
        if (!isRight(user, password)) throw new Error('Name or password is wrong.')
      },
    })
    guarded.addHook('onRequest', guarded.basicAuth)
    guarded.addHook('onSend', nothingFromOutside)
    const adapter = new FastifyAdapter()
    createBullBoard({ queues: [new BullMQAdapter(queue)], serverAdapter: adapter })
    adapter.setBasePath('/')
    await guarded.register(adapter.registerPlugin())
  })
  return app
}

/** Bull Board's page asks another host for its fonts: that is left out, and nothing else can ask. */
async function nothingFromOutside(_request: FastifyRequest, reply: FastifyReply, body: unknown) {
  reply.header('content-security-policy', CONTENT_POLICY)
  return typeof body === 'string' ? body.replace(/<link[^>]+href="https?:[^>]*>/g, '') : body
}
