import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import cookie from '@fastify/cookie'
import multipart from '@fastify/multipart'
import files from '@fastify/static'
import fastify, { type FastifyInstance, LogController } from 'fastify'
import { photoLimit } from '../protocol/limits.ts'
import { Database } from './database/database.ts'
import type { Environment } from './environment.ts'
import { Live } from './live/live.ts'
import { photoRoutes } from './photos/routes.ts'
import { openStorage } from './photos/storage.ts'
import { Presence } from './presence/presence.ts'
import { Refused } from './refused.ts'
import { Messages } from './rooms/messages.ts'
import { Rooms } from './rooms/rooms.ts'
import { Attempts } from './users/attempts.ts'
import { userRoutes } from './users/routes.ts'
import { Sessions, sessionCookie } from './users/sessions.ts'
import { Users } from './users/users.ts'

const contentPolicy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; connect-src 'self' ws: wss:; " +
  "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

/** One replica, not yet listening. Closing it moves its pages to others first. */
export async function buildApp(environment: Environment): Promise<FastifyInstance> {
  const app = fastify({
    logger: { level: environment.logLevel },
    logController: new LogController({ disableRequestLogging: environment.logLevel !== 'debug' }),
    bodyLimit: 16_384,
    // Who the visitor is, is a balancer's to say, and those are near.
    trustProxy: ['loopback', 'linklocal', 'uniquelocal'],
    forceCloseConnections: 'idle',
  })
  await app.register(cookie)
  await app.register(multipart, {
    limits: { files: 2, parts: 2, fields: 1, fileSize: photoLimit },
    throwFileSizeLimit: false,
  })

  app.addHook('onSend', async (_request, reply) => {
    reply.header('x-content-type-options', 'nosniff').header('referrer-policy', 'no-referrer')
    if (!reply.hasHeader('content-security-policy')) reply.header('content-security-policy', contentPolicy)
  })
  // A cookie goes along with whatever another site makes the browser send; what changes something must come from here.
  app.addHook('onRequest', async ({ method, headers }) => {
    const origin = headers.origin ?? ''
    const isForeign = headers.origin ? !URL.canParse(origin) || new URL(origin).host !== headers.host : false
    if (!['GET', 'HEAD'].includes(method) && (isForeign || headers['sec-fetch-site'] === 'cross-site'))
      throw new Refused('not-yours', 'origin', 'is another site')
  })
  app.setErrorHandler<Error & { statusCode?: number }>((error, request, reply) => {
    if (error instanceof Refused) {
      if (error.retryAfter) reply.header('retry-after', Math.ceil(error.retryAfter / 1000))
      return reply.code(error.statusCode).send(error.toJSON())
    }
    const status = error.statusCode ?? 500
    if (status >= 500) request.log.error(error)
    const reason = status < 500 ? error.message : 'Something went wrong; the log of this replica says what.'
    return reply.code(status).send({ ok: false, code: 'invalid', field: 'body', reason })
  })

  const database = new Database(environment.postgres)
  const users = new Users(database)
  const sessions = new Sessions(database)
  const live = new Live(app.server, {
    environment,
    database,
    users,
    sessions,
    rooms: new Rooms(database),
    messages: new Messages(database),
    // A replica that starts again is another one: what it held before is gone.
    presence: new Presence(database, `${environment.replica}.${randomBytes(4).toString('hex')}`),
    sessionFrom: (cookies) => sessions.find(app.parseCookie(cookies)[sessionCookie]),
    onError: (error) => app.log.error(error),
  })

  userRoutes(app, {
    users,
    sessions,
    attempts: new Attempts(database, environment.attemptsPerMinute),
    onSignOut: (ended) => live.signedOut(ended),
    onUser: (user) => live.userChanged(user),
  })
  photoRoutes(app, {
    users,
    sessions,
    storage: await openStorage(environment.storage),
    onUser: (user) => live.userChanged(user),
  })

  // The truth, for people and for what watches. Trouble is a 503, although what can be served is served.
  app.get('/health', { logLevel: 'warn' }, async (_request, reply) => {
    const { database, broker, replica, replicas } = live.service
    const ok = database === 'there' && (broker.state === 'there' || broker.state === 'alone')
    return reply
      .code(ok ? 200 : 503)
      .header('cache-control', 'no-store')
      .send({ ok, database, broker, replica, replicas, connections: live.connections })
  })
  // Whether this replica can be sent visitors. Once it has begun, one that explains what is away is better than none.
  app.get('/ready', { logLevel: 'warn' }, async (_request, reply) =>
    reply.code(database.wasThere ? 200 : 503).send({ ok: database.wasThere }),
  )
  app.get('/api/service', async () => live.service)

  const page = fileURLToPath(new URL('../frontend/dist/', import.meta.url))
  if (existsSync(page)) await app.register(files, { root: page, maxAge: '1h', cacheControl: true })

  app.addHook('preClose', () => live.close())
  app.addHook('onClose', () => database.close())
  return app
}
