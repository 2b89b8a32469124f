import proxy from '@fastify/http-proxy'
import files from '@fastify/static'
import fastify, { type FastifyInstance, LogController } from 'fastify'

const CONTENT_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; " +
  "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

/** Serves the built page, and passes what is for the API on to it: one origin, one cookie. */
export async function buildWeb(folder: string, api: string, replica: string): Promise<FastifyInstance> {
  const app = fastify({
    logger: { level: process.env.LOG_LEVEL || 'info' },
    logController: new LogController({ disableRequestLogging: true }),
    forceCloseConnections: true,
    trustProxy: true,
  })
  app.get('/health', { logLevel: 'warn' }, async () => ({ ok: true, replica }))
  await app.register(proxy, {
    upstream: api,
    prefix: '/api',
    rewritePrefix: '/api',
    replyOptions: {
      onError(reply) {
        const reason = 'the API does not answer; ask again in a moment'
        reply.code(503).header('retry-after', '2').send({ error: reason, field: 'api', reason })
      },
    },
  })
  await app.register(files, {
    root: folder,
    setHeaders: (reply, path) => {
      reply.header('content-security-policy', CONTENT_POLICY)
      reply.header('x-content-type-options', 'nosniff')
      reply.header(
        'cache-control',
        path.includes('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
      )
    },
  })
  return app
}
