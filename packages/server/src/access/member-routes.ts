import type { Member } from '@keelson/protocol'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { z } from 'zod'
import { Refusal } from '../http/refusal.ts'
import type { Handlers } from '../http/serve.ts'
import type { Database } from '../storage/database.ts'
import { Attempts } from './attempts.ts'
import * as members from './members.ts'
import { hashPassword, passwordMatches } from './passwords.ts'
import { hashSecret, randomSecret } from './secrets.ts'
import { findUser, setPassword } from './store.ts'

type Routes = Pick<
  Handlers,
  | 'changePassword'
  | 'acceptInvitation'
  | 'invitations'
  | 'invite'
  | 'withdrawInvitation'
  | 'members'
  | 'changeMember'
  | 'removeMember'
>
type Options = {
  database: Database
  /** Of the dashboard. */
  url: string
  startSession: (reply: FastifyReply, userId: string) => Promise<void>
  /** Hash of the session that a request carries. */
  sessionOf: (request: FastifyRequest) => string | undefined
  /** What a user may do has changed: open connections are asked again. */
  onChanged: (userId: string) => void
}

export function memberRoutes({ database, url, startSession, sessionOf, onChanged }: Options): Routes {
  const perUser = new Attempts(10, 300)
  const perAddress = new Attempts(20, 300)

  return {
    changePassword: async ({ caller, body, request }) => {
      if (caller.kind !== 'user' || caller.via !== 'session') {
        throw new Refusal('not-allowed', {
          detail: 'A token cannot change the password. Sign in on the page.',
        })
      }
      refuseFast(perUser, caller.userId)
      perUser.fail(caller.userId)
      const user = await findUser(database, caller.email)
      if (!user || !(await passwordMatches(body.current, user.password_hash))) {
        throw new Refusal('invalid-input', { detail: 'The current password is wrong.', field: 'current' })
      }
      perUser.forget(caller.userId)
      await setPassword(database, user.id, await hashPassword(body.password))
      await members.endOtherSessions(database, user.id, sessionOf(request))
      onChanged(user.id)
      return {}
    },

    acceptInvitation: async ({ body, request, reply }) => {
      refuseFast(perAddress, request.ip)
      perAddress.fail(request.ip)
      const user = await members.acceptInvitation(
        database,
        hashSecret(body.token),
        await hashPassword(body.password),
      )
      if (!user) throw new Refusal('wrong-invitation')
      await members.endOtherSessions(database, user.id, undefined)
      onChanged(user.id)
      await startSession(reply, user.id)
      return { user: { id: user.id, email: user.email, scope: user.scope }, setupRequired: false }
    },

    invitations: async () => (await members.listInvitations(database)).map(showInvitation),

    invite: async ({ body, caller }) => {
      const secret = randomSecret('invite')
      const known = await findUser(database, body.email)
      const row = await members.createInvitation(database, {
        email: body.email,
        scope: known?.scope ?? body.scope,
        invitedBy: caller.kind === 'user' ? caller.email : '',
        hash: hashSecret(secret),
      })
      return { ...showInvitation(row), url: `${url}/join?token=${secret}` }
    },

    withdrawInvitation: async ({ params }) => {
      if (!(await members.withdrawInvitation(database, params.email))) {
        throw new Refusal('not-found', { detail: `Nobody invited ${params.email}, or the link was used.` })
      }
      return {}
    },

    members: async () => (await members.listMembers(database)).map(showMember),

    changeMember: async ({ params, body }) => {
      onChanged(settled(await members.changeScope(database, params.email, body.scope), params.email))
      const all = await members.listMembers(database)
      const member = all.find(({ email }) => email === params.email.toLowerCase())
      if (!member) throw new Refusal('not-found')
      return showMember(member)
    },

    removeMember: async ({ params }) => {
      onChanged(settled(await members.removeMember(database, params.email), params.email))
      return {}
    },
  }
}

/** Guessing is slowed down before anything is compared. */
function refuseFast(attempts: Attempts, key: string): void {
  const wait = attempts.waitSeconds(key)
  if (wait)
    throw new Refusal('too-many-attempts', { detail: `Too many attempts; try again in ${wait} seconds.` })
}

function settled(outcome: members.Outcome, email: string): string {
  switch (outcome.kind) {
    case 'done':
      return outcome.userId
    case 'nobody':
      throw new Refusal('not-found', { detail: `Nobody has an account under ${email}.` })
    case 'last-administrator':
      throw new Refusal('last-administrator', { detail: 'Make somebody else administrator first.' })
  }
}

const showInvitation = (row: Awaited<ReturnType<typeof members.listInvitations>>[number]) => ({
  email: row.email,
  scope: row.scope,
  invitedBy: row.invited_by,
  expiresAt: row.expires_at.toISOString(),
})

const showMember = (row: members.MemberRow): z.input<typeof Member> => ({
  id: row.id,
  email: row.email,
  scope: row.scope,
  createdAt: row.created_at.toISOString(),
  signedInAt: row.signed_in_at?.toISOString() ?? null,
})
