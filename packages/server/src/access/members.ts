import { randomUUID } from 'node:crypto'
import type { Scope } from '@keelson/protocol'
import { sql, type Transaction } from 'kysely'
import type { Database } from '../storage/database.ts'
import type { Tables } from '../storage/tables.ts'

/** Days that an invitation is good for. */
const invitationDays = 7

export const listMembers = (database: Database) =>
  database
    .selectFrom('users')
    .leftJoin('sessions', 'sessions.user_id', 'users.id')
    .select(['users.id', 'users.email', 'users.scope', 'users.created_at'])
    .select(({ fn }) => fn.max('sessions.created_at').as('signed_in_at'))
    .groupBy('users.id')
    .orderBy('users.created_at')
    .execute()

export type MemberRow = Awaited<ReturnType<typeof listMembers>>[number]

/** What became of a change of members: nobody may take away the last administrator, not even two at once. */
export type Outcome = { kind: 'done'; userId: string } | { kind: 'nobody' } | { kind: 'last-administrator' }

export const changeScope = (database: Database, email: string, scope: Scope): Promise<Outcome> =>
  changing(database, email, scope === 'admin', (transaction, id) =>
    transaction.updateTable('users').set({ scope }).where('id', '=', id).execute(),
  )

/** Sessions and tokens go with the account. */
export const removeMember = (database: Database, email: string): Promise<Outcome> =>
  changing(database, email, false, (transaction, id) =>
    transaction.deleteFrom('users').where('id', '=', id).execute(),
  )

const changing = (
  database: Database,
  email: string,
  staysAdministrator: boolean,
  change: (transaction: Transaction<Tables>, id: string) => Promise<unknown>,
): Promise<Outcome> =>
  database.transaction().execute(async (transaction) => {
    await sql`lock table users in exclusive mode`.execute(transaction)
    const users = await transaction.selectFrom('users').select(['id', 'email', 'scope']).execute()
    const user = users.find((one) => one.email === email.toLowerCase())
    if (!user) return { kind: 'nobody' }
    const others = users.some(({ id, scope }) => scope === 'admin' && id !== user.id)
    if (!staysAdministrator && !others) return { kind: 'last-administrator' }
    await change(transaction, user.id)
    return { kind: 'done', userId: user.id }
  })

/** Ends the sessions of a user, all but one. */
export const endOtherSessions = (database: Database, userId: string, kept: string | undefined) =>
  database
    .deleteFrom('sessions')
    .where('user_id', '=', userId)
    .$if(kept !== undefined, (query) => query.where('hash', '!=', kept ?? ''))
    .execute()

export const listInvitations = (database: Database) =>
  database
    .selectFrom('invitations')
    .selectAll()
    .where('expires_at', '>', new Date())
    .orderBy('email')
    .execute()

/** Takes the place of one made earlier for the same address. */
export const createInvitation = (
  database: Database,
  invitation: { email: string; scope: Scope; invitedBy: string; hash: string },
) => {
  const values = {
    hash: invitation.hash,
    scope: invitation.scope,
    invited_by: invitation.invitedBy,
    expires_at: new Date(Date.now() + invitationDays * 24 * 3600 * 1000),
  }
  return database
    .insertInto('invitations')
    .values({ email: invitation.email.toLowerCase(), ...values })
    .onConflict((conflict) => conflict.column('email').doUpdateSet(values))
    .returningAll()
    .executeTakeFirstOrThrow()
}

export async function withdrawInvitation(database: Database, email: string): Promise<boolean> {
  const gone = await database
    .deleteFrom('invitations')
    .where('email', '=', email.toLowerCase())
    .executeTakeFirst()
  return gone.numDeletedRows > 0n
}

/**
 * Makes the account, or gives one that is there already the new password; the invitation is used up by it. Undefined
 * when it is not valid, of two at once for the second. A member keeps what they may do.
 */
export const acceptInvitation = (database: Database, hash: string, passwordHash: string) =>
  database.transaction().execute(async (transaction) => {
    const invitation = await transaction
      .deleteFrom('invitations')
      .where('hash', '=', hash)
      .where('expires_at', '>', new Date())
      .returningAll()
      .executeTakeFirst()
    if (!invitation) return undefined
    return transaction
      .insertInto('users')
      .values({
        id: randomUUID(),
        email: invitation.email,
        password_hash: passwordHash,
        scope: invitation.scope,
      })
      .onConflict((conflict) => conflict.column('email').doUpdateSet({ password_hash: passwordHash }))
      .returningAll()
      .executeTakeFirstOrThrow()
  })
