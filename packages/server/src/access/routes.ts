import type { Token } from '@keelson/protocol'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { z } from 'zod'
import { readCookies, sessionCookie, sessionCookieName } from '../http/cookies.ts'
import { Refusal } from '../http/refusal.ts'
import type { Handlers } from '../http/serve.ts'
import type { Database } from '../storage/database.ts'
import { Attempts } from './attempts.ts'
import { type Caller, covers } from './authorise.ts'
import { forgetSetupToken, isSetupToken } from './first-start.ts'
import { memberRoutes } from './member-routes.ts'
import { hashPassword, passwordMatches } from './passwords.ts'
import { hashSecret, randomSecret } from './secrets.ts'
import * as store from './store.ts'

type Routes = Pick<
  Handlers,
  'session' | 'signIn' | 'signOut' | 'setup' | 'tokens' | 'createToken' | 'deleteToken'
> &
  ReturnType<typeof memberRoutes>
/** `secure`: the dashboard is reached over https. */
type Options = {
  database: Database
  url: string
  secure: boolean
  /** A session was signed out, or a token revoked: open connections that came with it end. */
  onRevoked: (hash: string) => void
  onChanged: (userId: string) => void
}

const dayMs = 24 * 3_600_000

export function accessRoutes({ database, url, secure, onRevoked, onChanged }: Options): Routes {
  const perAccount = new Attempts(10, 300)
  const perAddress = new Attempts(50, 300)

  const answer = async (user: { id: string; email: string; scope: 'read' | 'deploy' | 'admin' } | null) => ({
    user,
    setupRequired: user === null && !(await store.hasUsers(database)),
  })

  async function startSession(reply: FastifyReply, userId: string): Promise<void> {
    const secret = randomSecret('session')
    await store.createSession(database, hashSecret(secret), userId)
    reply.header('set-cookie', sessionCookie(secure, secret, store.sessionSeconds))
  }

  const sessionOf = (request: FastifyRequest) => {
    const secret = sessionSecret(request, secure)
    return secret === undefined ? undefined : hashSecret(secret)
  }

  return {
    ...memberRoutes({ database, url, startSession, sessionOf, onChanged }),

    session: async ({ caller }) =>
      answer(caller.kind === 'user' ? { id: caller.userId, email: caller.email, scope: caller.scope } : null),

    signIn: async ({ body, request, reply }) => {
      const account = `${request.ip} ${body.email.toLowerCase()}`
      const wait = Math.max(perAccount.waitSeconds(account), perAddress.waitSeconds(request.ip))
      if (wait) {
        reply.header('retry-after', wait)
        throw new Refusal('too-many-attempts', { detail: `Too many attempts; try again in ${wait} seconds.` })
      }
      // Counted before the slow comparison, so that attempts at the same time count too.
      perAccount.fail(account)
      perAddress.fail(request.ip)
      const user = await store.findUser(database, body.email)
      if (!(await passwordMatches(body.password, user?.password_hash)) || !user)
        throw new Refusal('wrong-password')
      perAccount.forget(account)
      perAddress.forget(request.ip)
      await startSession(reply, user.id)
      return answer(user)
    },

    signOut: async ({ request, reply }) => {
      const session = sessionOf(request)
      if (session) {
        await store.deleteSession(database, session)
        onRevoked(session)
      }
      reply.header('set-cookie', sessionCookie(secure, '', 0))
      return {}
    },

    setup: async ({ body, request, reply }) => {
      const wait = perAddress.waitSeconds(request.ip)
      if (wait) throw new Refusal('too-many-attempts')
      if (!(await isSetupToken(database, body.token))) {
        perAddress.fail(request.ip)
        throw new Refusal('wrong-setup-token')
      }
      const user = await store.createFirstUser(database, body.email, await hashPassword(body.password))
      await forgetSetupToken(database)
      if (!user) throw new Refusal('wrong-setup-token')
      await startSession(reply, user.id)
      return answer(user)
    },

    tokens: async ({ caller }) => (await store.listTokens(database, userId(caller))).map(showToken),

    createToken: async ({ body, caller }) => {
      if (caller.kind !== 'user' || !covers(caller.scope, body.scope)) {
        throw new Refusal('not-allowed', {
          detail: 'A token is at most as powerful as you are.',
          field: 'scope',
        })
      }
      const secret = randomSecret('keelson')
      const token = await store.createToken(database, {
        userId: userId(caller),
        name: body.name,
        scope: body.scope,
        hash: hashSecret(secret),
        expiresAt: body.days === null ? null : new Date(Date.now() + body.days * dayMs),
      })
      return { ...showToken(token), secret }
    },

    deleteToken: async ({ params, caller }) => {
      const hash = await store.deleteToken(database, userId(caller), params.token)
      if (hash === undefined) throw new Refusal('not-found')
      onRevoked(hash)
      return {}
    },
  }
}

const sessionSecret = (request: FastifyRequest, secure: boolean) =>
  readCookies(request.headers.cookie).get(sessionCookieName(secure))

function userId(caller: Caller): string {
  if (caller.kind !== 'user') throw new Refusal('not-signed-in')
  return caller.userId
}

const showToken = (token: Awaited<ReturnType<typeof store.createToken>>): z.input<typeof Token> => ({
  id: token.id,
  name: token.name,
  scope: token.scope,
  createdAt: token.created_at.toISOString(),
  lastUsedAt: token.last_used_at?.toISOString() ?? null,
  expiresAt: token.expires_at?.toISOString() ?? null,
})
