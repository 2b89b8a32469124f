import { createBullBoard } from '@bull-board/api'
import { BullMQAdapter } from '@bull-board/api/bullMQAdapter'
import { FastifyAdapter } from '@bull-board/fastify'
import basicAuth from '@fastify/basic-auth'
import { Queue } from 'bullmq'
import fastify, { type FastifyInstance } from 'fastify'
import { QUEUE } from '../service/record.ts'

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
    const adapter = new FastifyAdapter()
    createBullBoard({ queues: [new BullMQAdapter(queue)], serverAdapter: adapter })
    adapter.setBasePath('/')
    await guarded.register(adapter.registerPlugin())
  })
  return app
}
