import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { nameLimit, passwordLeast, passwordMost } from '../../protocol/limits.ts'
import type { User } from '../../protocol/views.ts'
import { Refused } from '../refused.ts'
import type { Attempts } from './attempts.ts'
import { keyOf, readName } from './names.ts'
import { type Session, type Sessions, sessionCookie, sessionSeconds } from './sessions.ts'
import type { Users } from './users.ts'

const Credentials = z.strictObject({
  name: z.string().max(nameLimit * 4),
  password: z.string().min(passwordLeast).max(passwordMost),
})
const Leaving = z.strictObject({ everywhere: z.enum(['true', 'false']).default('false') })

type Parts = {
  users: Users
  sessions: Sessions
  attempts: Attempts
  /** Told after the fact, for open sockets. */
  onSignOut: (sessions: string[]) => void
  onUser: (user: User) => void
}

/** Sign up, in, out; who am I. */
export function userRoutes(
  app: FastifyInstance,
  { users, sessions, attempts, onSignOut, onUser }: Parts,
): void {
  app.post('/api/users', async (request, reply) => {
    const { password, ...body } = read(Credentials, request.body)
    const name = readName(body.name, 'name')
    await attempts.count(`address:${request.ip}`)
    const user = await users.signUp(name, password)
    await setCookie(request, reply, user.id)
    onUser(user)
    return reply.code(201).send(user)
  })

  app.post('/api/session', async (request, reply) => {
    const { name, password } = read(Credentials, request.body)
    await attempts.count(`address:${request.ip}`, `name:${keyOf(name)}`)
    const user = await users.signIn(name, password)
    if (!user)
      throw new Refused('invalid', 'password', 'Name and password do not belong together.', {
        statusCode: 401,
      })
    await setCookie(request, reply, user.id)
    return user
  })

  app.get('/api/session', async (request) => (await sessionOf(request, sessions)).user)

  app.delete('/api/session', async (request, reply) => {
    const { everywhere } = read(Leaving, request.query)
    const session = await sessionOf(request, sessions)
    onSignOut(await sessions.end(session, everywhere === 'true'))
    return reply.clearCookie(sessionCookie, { path: '/' }).code(204).send()
  })

  async function setCookie(request: FastifyRequest, reply: FastifyReply, user: number): Promise<void> {
    reply.setCookie(sessionCookie, await sessions.make(user), {
      path: '/',
      httpOnly: true,
      sameSite: 'lax',
      secure: request.protocol === 'https',
      maxAge: sessionSeconds,
    })
  }
}

/** @throws Refused 401 without a valid session */
export async function sessionOf(request: FastifyRequest, sessions: Sessions): Promise<Session> {
  const session = await sessions.find(request.cookies[sessionCookie])
  if (session) return session
  throw new Refused('not-yours', 'session', 'There is none, or it is over. Sign in.', { statusCode: 401 })
}

/** @throws Refused that names the first field that is wrong */
export function read<T>(schema: z.ZodType<T>, value: unknown): T {
  const read = schema.safeParse(value)
  if (read.success) return read.data
  const [issue] = read.error.issues
  const field =
    issue?.path.join('.') || (issue?.code === 'unrecognized_keys' ? issue.keys.join(', ') : 'body')
  throw new Refused('invalid', field, issue?.message ?? 'is wrong')
}
