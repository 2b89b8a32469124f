import { fileURLToPath } from 'node:url'
import accepts from '@fastify/accepts'
import cookie from '@fastify/cookie'
import files from '@fastify/static'
import fastify, { type FastifyInstance, type FastifyRequest, LogController } from 'fastify'
import type { Counter } from './counter.ts'
import { Live } from './live.ts'
import { page, type Taste } from './page.ts'
import { type Language, languages } from './words.ts'

const publicFolder = fileURLToPath(new URL('../public', import.meta.url))

/** The web service, not yet listening. */
export async function buildApp(
  counter: Counter,
  replica: string,
  logLevel: string,
): Promise<FastifyInstance> {
  const app = fastify({
    logger: { level: logLevel },
    logController: new LogController({ disableRequestLogging: logLevel !== 'debug' }),
    // A HEAD request must not count.
    exposeHeadRoutes: false,
    forceCloseConnections: true,
  })
  const live = new Live(counter)
  app.addHook('preClose', async () => live.close())

  await app.register(accepts)
  await app.register(cookie)
  await app.register(files, { root: publicFolder, prefix: '/public/', maxAge: '1h' })
  app.addHook('onSend', async (_request, reply) => {
    reply.headers({
      'content-security-policy':
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
    })
  })

  app.get('/', async (request, reply) => {
    const visits = await counter.count(replica).catch(() => null)
    if (visits === null) reply.code(503).header('retry-after', '2')
    return reply
      .type('text/html; charset=utf-8')
      .header('cache-control', 'no-store')
      .send(page(visits, replica, tasteOf(request)))
  })

  app.get('/api/visits', async (_request, reply) => {
    reply.header('cache-control', 'no-store')
    const visits = await counter.total().catch(() => null)
    if (visits !== null) return { visits, replica }
    return reply
      .code(503)
      .header('retry-after', '2')
      .send({ error: 'Redis is away, so the count is not known. Ask again in a moment.', replica })
  })

  app.get('/events', async (_request, reply) => {
    reply.hijack()
    await live.add(reply.raw)
  })

  app.get('/taste', async (request, reply) => {
    const { lang } = request.query as { lang?: unknown }
    if (!isLanguage(lang)) {
      const reason = `there are ${languages.join(' and ')}`
      return reply.code(400).send({ error: `lang: ${reason}`, field: 'lang', reason })
    }
    return reply
      .setCookie('lang', lang, { path: '/', sameSite: 'lax', maxAge: 31_536_000 })
      .redirect('/', 303)
  })

  // Says that this process serves. Without Redis it still does: it explains, which is better than no answer.
  app.get('/health', { logLevel: 'warn' }, async () => ({ ok: true, redis: counter.isThere, replica }))

  return app
}

function tasteOf(request: FastifyRequest): Taste {
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
