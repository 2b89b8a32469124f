import { randomUUID } from 'node:crypto'
import type { Scope } from '@keelson/protocol'
import { sql } from 'kysely'
import type { Database } from '../storage/database.ts'

/** Sessions live this long after sign-in. */
export const sessionSeconds = 30 * 24 * 3600

export const findUser = (database: Database, email: string) =>
  database.selectFrom('users').selectAll().where('email', '=', email.toLowerCase()).executeTakeFirst()

export async function hasUsers(database: Database): Promise<boolean> {
  return (await database.selectFrom('users').select('id').limit(1).executeTakeFirst()) !== undefined
}

/** The first user only: gives undefined when there is one already, also when two ask at once. */
export async function createFirstUser(database: Database, email: string, passwordHash: string) {
  return database.transaction().execute(async (transaction) => {
    await sql`lock table users in exclusive mode`.execute(transaction)
    if (await transaction.selectFrom('users').select('id').executeTakeFirst()) return undefined
    return transaction
      .insertInto('users')
      .values({ id: randomUUID(), email: email.toLowerCase(), password_hash: passwordHash, scope: 'admin' })
      .returningAll()
      .executeTakeFirstOrThrow()
  })
}

export const setPassword = (database: Database, userId: string, passwordHash: string) =>
  database.updateTable('users').set({ password_hash: passwordHash }).where('id', '=', userId).execute()

export async function createSession(database: Database, hash: string, userId: string): Promise<void> {
  await database.deleteFrom('sessions').where('expires_at', '<', new Date()).execute()
  await database
    .insertInto('sessions')
    .values({ hash, user_id: userId, expires_at: new Date(Date.now() + sessionSeconds * 1000) })
    .execute()
}

export const userOfSession = (database: Database, hash: string) =>
  database
    .selectFrom('sessions')
    .innerJoin('users', 'users.id', 'sessions.user_id')
    .select(['users.id', 'users.email', 'users.scope'])
    .where('sessions.hash', '=', hash)
    .where('sessions.expires_at', '>', new Date())
    .executeTakeFirst()

export const deleteSession = (database: Database, hash: string) =>
  database.deleteFrom('sessions').where('hash', '=', hash).execute()

export const tokenByHash = (database: Database, hash: string) =>
  database
    .selectFrom('tokens')
    .innerJoin('users', 'users.id', 'tokens.user_id')
    .select(['tokens.id', 'tokens.name', 'tokens.scope', 'users.id as userId', 'users.email'])
    .select(['tokens.last_used_at', 'users.scope as userScope'])
    .where('tokens.hash', '=', hash)
    .where(({ or, eb }) =>
      or([eb('tokens.expires_at', 'is', null), eb('tokens.expires_at', '>', new Date())]),
    )
    .executeTakeFirst()

export const touchToken = (database: Database, id: string) =>
  database.updateTable('tokens').set({ last_used_at: new Date() }).where('id', '=', id).execute()

export const listTokens = (database: Database, userId: string) =>
  database
    .selectFrom('tokens')
    .selectAll()
    .where('user_id', '=', userId)
    .orderBy('created_at', 'desc')
    .execute()

export const createToken = (
  database: Database,
  token: { userId: string; name: string; scope: Scope; hash: string; expiresAt?: Date | null },
) =>
  database
    .insertInto('tokens')
    .values({
      id: randomUUID(),
      user_id: token.userId,
      name: token.name,
      scope: token.scope,
      hash: token.hash,
      last_used_at: null,
      expires_at: token.expiresAt ?? null,
    })
    .returningAll()
    .executeTakeFirstOrThrow()

/** Gives its hash; undefined when the user has no such token. */
export async function deleteToken(
  database: Database,
  userId: string,
  id: string,
): Promise<string | undefined> {
  const gone = await database
    .deleteFrom('tokens')
    .where('id', '=', id)
    .where('user_id', '=', userId)
    .returning('hash')
    .executeTakeFirst()
  return gone?.hash
}
