import { finished } from 'node:stream/promises'
import cookie from '@fastify/cookie'
import multipart from '@fastify/multipart'
import fastify, { type FastifyInstance, LogController } from 'fastify'
import { describe, type Language } from '../input/problem.ts'
import type { Store } from '../service/store.ts'
import { allocationRoutes, type Context } from './allocations.ts'
import { docsPage, openApi } from './docs.ts'
import { isAway, Refusal } from './refusal.ts'
import { resultRoutes } from './results.ts'
import { Sessions } from './session.ts'
import { tooLarge } from './upload.ts'

const BODY_LIMIT = 20 * 2 ** 20

/** The API, not yet listening. */
export async function buildApp(
  store: Store,
  enqueue: Context['enqueue'],
  dequeue: Context['dequeue'],
  replica: string,
  logLevel: string,
): Promise<FastifyInstance> {
  const app = fastify({
    logger: { level: logLevel },
    logController: new LogController({ disableRequestLogging: logLevel !== 'debug' }),
    bodyLimit: BODY_LIMIT,
    forceCloseConnections: true,
    trustProxy: true,
  })
  await app.register(cookie)
  await app.register(multipart)
  app.addHook('onSend', async (_request, reply) => {
    reply.headers({
      'cache-control': 'no-store',
      'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
      'x-content-type-options': 'nosniff',
      'x-replica': replica,
    })
  })
  app.setNotFoundHandler((request) => {
    throw new Refusal(
      404,
      'path',
      `there is no ${request.method} ${request.url.split('?')[0]}; see /api/docs`,
    )
  })
  app.setErrorHandler<Error & { statusCode?: number; code?: string }>(async (thrown, request, reply) => {
    const isTooLong = thrown.code === 'FST_ERR_CTP_BODY_TOO_LARGE'
    // A proxy that is still sending would hear of a broken connection instead: what comes is let go first.
    if (isTooLong) await finished(request.raw.resume()).catch(() => {})
    const error = isTooLong ? tooLarge('files', BODY_LIMIT) : thrown
    const language: Language = /^es\b/i.test(request.headers['accept-language'] ?? '') ? 'es' : 'en'
    if (error instanceof Refusal) {
      const problems = error.problems.map((each) => ({ ...each, message: describe(each, language) }))
      const { field, message: reason } = error
      return reply
        .code(error.statusCode)
        .send({ error: reason, field, reason, ...(problems.length > 0 ? { problems } : {}) })
    }
    if (isAway(error)) {
      const reason = 'Redis does not answer; ask again in a moment'
      return reply.code(503).header('retry-after', '2').send({ error: reason, field: 'redis', reason })
    }
    const status = error.statusCode ?? 500
    if (status >= 500) request.log.error(error)
    const reason = status >= 500 ? 'something went wrong; the log of this service says what' : error.message
    return reply.code(status).send({ error: reason, field: 'body', reason })
  })

  const context: Context = { store, enqueue, dequeue, sessions: new Sessions(store) }
  allocationRoutes(app, context)
  resultRoutes(app, context)
  app.get('/health', { logLevel: 'warn' }, async () => ({ ok: true, redis: store.isThere, replica }))
  app.get('/api/openapi.json', async () => openApi())
  app.get('/api/docs', async (_request, reply) => reply.type('text/html; charset=utf-8').send(docsPage()))
  return app
}
