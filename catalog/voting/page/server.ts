import { fileURLToPath } from 'node:url'
import accepts from '@fastify/accepts'
import cookie from '@fastify/cookie'
import formbody from '@fastify/formbody'
import files from '@fastify/static'
import fastify, { type FastifyInstance, type FastifyRequest, LogController } from 'fastify'
import type { Taste } from './layout.ts'
import { type Language, languages } from './words.ts'

const CONTENT_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; " +
  "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

/** Largest request that makes sense here, in bytes. */
const BODY_LIMIT = 1024

/** A request that is wrong, with what is wrong about it. */
export class Refusal extends Error {
  readonly statusCode: number
  readonly field: string

  constructor(statusCode: number, field: string, reason: string) {
    super(reason)
    this.statusCode = statusCode
    this.field = field
  }
}

/** What both web services are made of: files, languages, cookies, one shape of errors. */
export async function buildServer(publicFolder: URL, logLevel: string): Promise<FastifyInstance> {
  const app = fastify({
    logger: { level: logLevel },
    logController: new LogController({ disableRequestLogging: logLevel !== 'debug' }),
    bodyLimit: BODY_LIMIT,
    forceCloseConnections: true,
    // Behind a balancer with TLS, cookies are for TLS only.
    trustProxy: true,
  })
  await app.register(accepts)
  await app.register(cookie)
  await app.register(formbody)
  await app.register(files, {
    root: [fileURLToPath(publicFolder), fileURLToPath(new URL('public/', import.meta.url))],
    prefix: '/public/',
    maxAge: '1h',
  })

  app.addHook('onSend', async (_request, reply) => {
    reply.headers({
      'content-security-policy': CONTENT_POLICY,
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
    })
  })

  app.setErrorHandler<Error & { statusCode?: number; field?: string }>((error, request, reply) => {
    const status = error.statusCode ?? 500
    if (status >= 500) request.log.error(error)
    const reason = status === 500 ? 'something went wrong; the log of this service says what' : error.message
    return reply.code(status).send({ error: reason, field: error.field ?? 'body', reason })
  })

  app.get('/taste', async (request, reply) => {
    const { lang } = request.query as { lang?: unknown }
    if (!isLanguage(lang)) throw new Refusal(400, 'lang', `there are ${languages.join(' and ')}`)
    return reply
      .setCookie('lang', lang, { path: '/', sameSite: 'lax', maxAge: 31_536_000 })
      .redirect('/', 303)
  })

  return app
}

/** Listens until SIGTERM or SIGINT, then answers what is open and calls `close`. */
export async function serve(app: FastifyInstance, port: number, close: () => unknown): Promise<void> {
  for (const signal of ['SIGTERM', 'SIGINT'] as const)
    process.once(signal, async () => {
      await app.close()
      await close()
    })
  await app.listen({ host: '::', port })
}

export function tasteOf(request: FastifyRequest): Taste {
  const { lang, theme } = request.cookies
  const asked = request.language(languages)
  return {
    language: isLanguage(lang) ? lang : isLanguage(asked) ? asked : 'en',
    theme: theme === 'light' || theme === 'dark' ? theme : 'auto',
  }
}

function isLanguage(value: unknown): value is Language {
  return languages.some((language) => language === value)
}
