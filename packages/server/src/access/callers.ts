import { readCookies, sessionCookieName } from '../http/cookies.ts'
import type { Database } from '../storage/database.ts'
import type { Caller } from './authorise.ts'
import { covers } from './authorise.ts'
import { hashSecret } from './secrets.ts'
import * as store from './store.ts'

const nobody: Caller = { kind: 'nobody' }
/** A token's last use is noted at most this often. */
const touchMs = 60_000

/**
 * Who sends these headers: a bearer token, else a session cookie. A token that is wrong is nobody, even beside a
 * good cookie, so that a script notices. A token never does more than its owner may now.
 */
export async function identify(
  database: Database,
  headers: { authorization?: string | undefined; cookie?: string | undefined },
  secure: boolean,
): Promise<Caller> {
  if (headers.authorization !== undefined) {
    const secret = /^Bearer\s+(\S{1,200})$/i.exec(headers.authorization)?.[1]
    const token = secret && (await store.tokenByHash(database, hashSecret(secret)))
    if (!token) return nobody
    if (!token.last_used_at || Date.now() - token.last_used_at.getTime() > touchMs) {
      await store.touchToken(database, token.id)
    }
    return {
      kind: 'user',
      userId: token.userId,
      email: token.email,
      scope: covers(token.userScope, token.scope) ? token.scope : token.userScope,
      via: 'token',
      label: `${token.email} (token ${token.name})`,
    }
  }
  const session = readCookies(headers.cookie).get(sessionCookieName(secure))
  const user = session && session.length < 200 && (await store.userOfSession(database, hashSecret(session)))
  if (!user) return nobody
  return {
    kind: 'user',
    userId: user.id,
    email: user.email,
    scope: user.scope,
    via: 'session',
    label: user.email,
  }
}
