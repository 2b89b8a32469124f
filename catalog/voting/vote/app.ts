import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Option } from '../ballot/options.ts'
import { buildServer, Refusal, tasteOf } from '../page/server.ts'
import { pausedPage, votePage } from './page.ts'
import type { Queue } from './queue.ts'
import { identify, rememberChoice } from './voter.ts'

/** The page where one votes, not yet listening. */
export async function buildApp(
  options: Option[],
  queue: Queue,
  replica: string,
  logLevel: string,
): Promise<FastifyInstance> {
  const app = await buildServer(new URL('public/', import.meta.url), logLevel)

  app.get('/', async (request, reply) => {
    const taste = tasteOf(request)
    reply.type('text/html; charset=utf-8').header('cache-control', 'no-store')
    const key = await queue.key().catch(() => null)
    if (key === null) return reply.code(503).header('retry-after', '3').send(pausedPage(replica, taste))
    try {
      identify(request, reply, key)
    } catch {
      // A page is for everyone; only a vote needs to know whose it is.
    }
    return votePage(options, request.cookies.choice, replica, taste)
  })

  // For browsers without scripts.
  app.post('/', async (request, reply) => {
    await cast(request, reply)
    return reply.redirect('/', 303)
  })

  app.post('/api/votes', async (request, reply) => {
    const choice = await cast(request, reply)
    return reply.code(201).send({ vote: choice, replica })
  })

  // Says that this process serves. Without Redis it still does: it explains, which is better than no answer.
  app.get('/health', { logLevel: 'warn' }, async () => ({ ok: true, redis: queue.isThere, replica }))

  return app

  async function cast(request: FastifyRequest, reply: FastifyReply): Promise<string> {
    const choice = readChoice(request.body)
    const key = await queue.key().catch(() => paused(reply))
    const voter = identify(request, reply, key)
    await queue.add(voter, choice).catch(() => paused(reply))
    rememberChoice(reply, choice)
    return choice
  }

  function readChoice(body: unknown): string {
    const choice = typeof body === 'object' && body !== null && 'vote' in body ? body.vote : undefined
    const option = options.find(({ id }) => id === choice)
    if (option) return option.id
    const ids = options.map(({ id, name }) => `"${id}" (${name})`).join(', ')
    throw new Refusal(400, 'vote', `there is no such option; give one of ${ids}`)
  }
}

function paused(reply: FastifyReply): never {
  reply.header('retry-after', '3')
  throw new Refusal(503, 'redis', 'Redis does not answer, so the vote was not taken. Try again in a moment.')
}
