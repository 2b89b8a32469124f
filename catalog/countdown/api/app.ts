import cors from '@fastify/cors'
import { Queue } from 'bullmq'
import fastify, { type FastifyInstance, type FastifyRequest, LogController } from 'fastify'
import { dictionary } from '../game/letters/dictionaries.ts'
import { languages } from '../game/letters/piles.ts'
import { type Environment, isAllowed } from '../service/environment.ts'
import { JobEvents, queueName } from '../service/jobs.ts'
import { MatchEvents, Matches } from '../service/matches.ts'
import { connect, impatient, patient } from '../service/redis.ts'
import { Sessions } from '../service/sessions.ts'
import { lettersRoutes } from './letters.ts'
import { matchRoutes } from './matches.ts'
import { type NumbersQueue, numbersRoutes } from './numbers.ts'
import { queueBoard } from './queue-board.ts'
import { answerErrors, Refusal } from './refusal.ts'

/** The session that asks, or a 401. */
export type Owner = (request: FastifyRequest) => Promise<string>

/** Largest request that makes sense here, in bytes. */
const bodyLimit = 4096

/** The REST service, not yet listening. */
export async function buildApi(environment: Environment): Promise<FastifyInstance> {
  const { redis: address, logLevel, replica, pageOrigins, queuesPassword } = environment
  const app = fastify({
    logger: { level: logLevel },
    logController: new LogController({ disableRequestLogging: logLevel !== 'debug' }),
    bodyLimit,
    forceCloseConnections: true,
  })
  const redis = connect(impatient(address))
  const subscriber = connect(patient(address))
  const queue: NumbersQueue = new Queue(queueName, {
    connection: redis,
    defaultJobOptions: {
      attempts: 2,
      removeOnComplete: { age: 3600, count: 10_000 },
      removeOnFail: { age: 3600, count: 1000 },
    },
  })
  queue.on('error', () => {})
  const jobs = new JobEvents(address)
  const matches = new MatchEvents(subscriber)
  const sessions = new Sessions(redis)
  app.addHook('onClose', async () => {
    await Promise.allSettled([queue.close(), jobs.close()])
    redis.disconnect()
    subscriber.disconnect()
  })

  const owner: Owner = async (request) => {
    const [kind, secret] = (request.headers.authorization ?? '').split(' ')
    const found = kind === 'Bearer' ? await sessions.owner(secret) : undefined
    if (!found) throw new Refusal(401, 'authorization', 'begin a session: POST /api/sessions')
    return found
  }

  answerErrors(app)
  await app.register(cors, {
    delegator: (request, callback) => {
      const { origin, host } = request.headers
      const allowed = isAllowed(origin, host, pageOrigins)
      callback(null, {
        origin: allowed && origin ? origin : false,
        methods: ['GET', 'POST', 'DELETE'],
        exposedHeaders: ['x-replica'],
        maxAge: 600,
      })
    },
  })
  app.addHook('onSend', async (_request, reply) => {
    reply.headers({ 'x-replica': replica, 'x-content-type-options': 'nosniff' })
    if (!reply.hasHeader('cache-control')) reply.header('cache-control', 'no-store')
  })

  app.post('/api/sessions', async (_request, reply) =>
    reply.code(201).send({ token: await sessions.begin() }),
  )
  numbersRoutes(app, queue, jobs, redis, owner)
  lettersRoutes(app)
  matchRoutes(app, new Matches(redis), matches, owner)
  await queueBoard(app, queue, queuesPassword)
  // Says that this process serves. Without Redis it still does: it explains, which is better than no answer.
  app.get('/health', { logLevel: 'warn' }, async () => ({
    ok: true,
    redis: redis.status === 'ready',
    replica,
  }))
  app.addHook('onReady', async () => void (await Promise.all(languages.map(dictionary))))
  return app
}
