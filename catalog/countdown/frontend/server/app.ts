import { fileURLToPath } from 'node:url'
import files from '@fastify/static'
import fastify, { type FastifyInstance } from 'fastify'
import type { Environment } from '../../service/environment.ts'

/** Serves the built page, and the settings file that tells it where the services are. */
export async function buildFrontend({ endpoints, logLevel, replica }: Environment): Promise<FastifyInstance> {
  const app = fastify({ logger: { level: logLevel }, forceCloseConnections: true })

  app.addHook('onSend', async (request, reply) => {
    reply.headers({
      'content-security-policy': [
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'",
        `connect-src 'self' ${reachable(request.hostname).join(' ')}`,
        "base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
      ].join('; '),
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
    })
  })
  await app.register(files, {
    root: fileURLToPath(new URL('../dist', import.meta.url)),
    // What Vite names by its content never changes; the rest is asked for again.
    setHeaders: (reply, path) =>
      void reply.header(
        'cache-control',
        path.includes('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
      ),
  })
  app.get('/settings.json', async (_request, reply) => {
    reply.header('cache-control', 'no-store')
    return { ...endpoints, replica }
  })
  app.get('/health', { logLevel: 'warn' }, async () => ({ ok: true, replica }))
  // Addresses of pages inside the page.
  app.setNotFoundHandler((request, reply) =>
    request.method === 'GET' && !/\.\w+$/.test(request.url.split('?')[0] ?? '')
      ? reply.sendFile('index.html')
      : reply.code(404).send({ error: 'there is nothing here' }),
  )
  return app

  /** The services' addresses for a page that is known under this host name. */
  function reachable(host: string): string[] {
    const known = /^[\w.-]+$/.test(host) ? host : 'localhost'
    return Object.values(endpoints).flatMap((endpoint) => {
      const { host: address, protocol } = endpoint.startsWith(':')
        ? new URL(`http://${known}${endpoint}`)
        : new URL(endpoint)
      const secure = protocol === 'https:' ? ['https', 'wss'] : ['http', 'ws', 'https', 'wss']
      return secure.map((scheme) => `${scheme}://${address}`)
    })
  }
}
