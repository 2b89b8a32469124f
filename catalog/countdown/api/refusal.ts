import type { FastifyError, FastifyInstance } from 'fastify'
import type { z } from 'zod'

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

/** What came in, checked. @throws {Refusal} 422 with the first wrong field */
export function read<T>(schema: z.ZodType<T>, data: unknown): T {
  const parsed = schema.safeParse(data)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  const unknown = issue?.code === 'unrecognized_keys' ? issue.keys[0] : undefined
  throw new Refusal(422, unknown ?? (issue?.path.join('.') || 'body'), issue?.message ?? 'is wrong')
}

/** Every error in one shape. What comes from Redis being away is a 503 that says so. */
export function answerErrors(app: FastifyInstance): void {
  app.setErrorHandler<FastifyError | Refusal>((error, request, reply) => {
    if (error instanceof Refusal) return send(error.statusCode, error.field, error.message)
    if (isRedisAway(error)) {
      request.log.warn(error.message)
      reply.header('retry-after', '2')
      return send(503, 'redis', 'Redis does not answer, so nothing was taken. Ask again in a moment.')
    }
    const status = error.statusCode ?? 500
    if (status < 500) return send(status === 400 ? 422 : status, 'body', error.message)
    request.log.error(error)
    return send(500, '', 'something went wrong; the log of this service says what')

    function send(code: number, field: string, reason: string) {
      return reply.code(code).send({ error: reason, field, reason })
    }
  })
  app.setNotFoundHandler((_request, reply) =>
    reply.code(404).send({ error: 'there is nothing here', field: 'path', reason: 'there is nothing here' }),
  )
}

function isRedisAway(error: Error): boolean {
  return (
    /Connection is closed|Stream isn't writeable|Command timed out|max retries|ECONN|ENOTFOUND|EAI_AGAIN|LOADING|Queue is not ready/i.test(
      `${error.message} ${'code' in error ? String(error.code) : ''}`,
    ) || error.name === 'MaxRetriesPerRequestError'
  )
}
