import { timingSafeEqual } from 'node:crypto'
import { createBullBoard } from '@bull-board/api'
import { BullMQAdapter } from '@bull-board/api/bullMQAdapter'
import { FastifyAdapter } from '@bull-board/fastify'
import basicAuth from '@fastify/basic-auth'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { NumbersQueue } from './numbers.ts'
import { Refusal } from './refusal.ts'

const path = '/queues'
const contentPolicy =
  "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'"

/** Bull Board behind a login: user `admin`, the password of QUEUES_PASSWORD. Closed where none is set. */
export async function queueBoard(app: FastifyInstance, queue: NumbersQueue, password: string): Promise<void> {
  if (password === '') {
    app.get(path, async () => {
      throw new Refusal(403, 'QUEUES_PASSWORD', 'set QUEUES_PASSWORD to open the dashboard of the queue')
    })
    return
  }
  const adapter = new FastifyAdapter()
  createBullBoard({ queues: [new BullMQAdapter(queue)], serverAdapter: adapter })
  adapter.setBasePath(path)
  await app.register(async (behind) => {
    await behind.register(basicAuth, {
      authenticate: { realm: 'Countdown queues' },
      validate: async (user, given) => {
        if (user !== 'admin' || !same(given, password)) throw new Error('wrong name or password')
      },
    })
    behind.addHook('onRequest', behind.basicAuth)
    behind.addHook('onSend', nothingFromOutside)
    await behind.register(adapter.registerPlugin(), { prefix: path })
  })
}

/** Bull Board's page asks another host for its fonts: that is left out, and nothing else can ask. */
async function nothingFromOutside(_request: FastifyRequest, reply: FastifyReply, body: unknown) {
  reply.header('content-security-policy', contentPolicy)
  return typeof body === 'string' ? body.replace(/<link[^>]+href="https?:[^>]*>/g, '') : body
}

function same(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)]
  return a.length === b.length && timingSafeEqual(a, b)
}
