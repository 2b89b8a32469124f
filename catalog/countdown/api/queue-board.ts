import { timingSafeEqual } from 'node:crypto'
import { createBullBoard } from '@bull-board/api'
import { BullMQAdapter } from '@bull-board/api/bullMQAdapter'
import { FastifyAdapter } from '@bull-board/fastify'
import basicAuth from '@fastify/basic-auth'
import type { FastifyInstance } from 'fastify'
import type { NumbersQueue } from './numbers.ts'
import { Refusal } from './refusal.ts'

const path = '/queues'

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
    await behind.register(adapter.registerPlugin(), { prefix: path })
  })
}

function same(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)]
  return a.length === b.length && timingSafeEqual(a, b)
}
