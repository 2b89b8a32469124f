import { z } from 'zod'
import { ProjectName, TokenId, UserId } from './ids.ts'

/** What a user or token may do; each includes the ones before it. */
export const Scope = z.enum(['read', 'deploy', 'admin'])
export type Scope = z.infer<typeof Scope>

export const Email = z.email('This is not an e-mail address.').max(200)
export const Password = z
  .string()
  .min(10, 'A password has at least 10 characters.')
  .max(500, 'A password has at most 500 characters.')

export const User = z.object({ id: UserId, email: Email, scope: Scope })
export type User = z.infer<typeof User>

/** GET /api/v1/session: who is asking; before the administrator is set nobody can be. */
export const Session = z.object({ user: User.nullable(), setupRequired: z.boolean() })
export type Session = z.infer<typeof Session>

export const SignIn = z.object({ email: Email, password: z.string().max(500) })
export const Setup = z.object({ token: z.string().max(200), email: Email, password: Password })

/** Another password for oneself; whoever is signed in elsewhere has to sign in again. */
export const ChangePassword = z.object({ current: z.string().max(500), password: Password })

/** Somebody with an account, as administrators see them. */
export const Member = User.extend({
  createdAt: z.iso.datetime(),
  /** When they last signed in, if they are signed in anywhere still. */
  signedInAt: z.iso.datetime().nullable(),
})
export type Member = z.infer<typeof Member>
export const ChangeMember = z.object({ scope: Scope })

/** A link, good for one use and some days, by which somebody chooses a password: to come in, or one forgotten. */
export const Invitation = z.object({
  email: Email,
  scope: Scope,
  invitedBy: z.string(),
  expiresAt: z.iso.datetime(),
})
export type Invitation = z.infer<typeof Invitation>
/** The link is shown once, at its making. */
export const NewInvitation = z.object({ email: Email, scope: Scope })
export const CreatedInvitation = Invitation.extend({ url: z.url() })
export const AcceptInvitation = z.object({ token: z.string().max(200), password: Password })

export const Token = z.object({
  id: TokenId,
  name: z.string().min(1).max(80),
  scope: Scope,
  createdAt: z.iso.datetime(),
  lastUsedAt: z.iso.datetime().nullable(),
  /** From then on it is nobody's; null: never. */
  expiresAt: z.iso.datetime().nullable(),
})
export type Token = z.infer<typeof Token>
export const NewToken = Token.pick({ name: true, scope: true }).extend({
  /** Without it, it never expires. */
  days: z.number().int().min(1).max(3650).nullable().default(null),
})
/** The secret is shown once, at creation. */
export const CreatedToken = Token.extend({ secret: z.string() })

/** GET /api/v1/installation. */
export const Installation = z.object({
  id: z.string(),
  version: z.string(),
  /** Where the dashboard is reached, without trailing slash: http://localhost:8000. */
  url: z.url(),
  /** Projects are served under it: <project>.<domain>. */
  domain: z.string(),
  /** ssh-ed25519 … — to be added as a deploy key. */
  publicKey: z.string(),
})
export type Installation = z.infer<typeof Installation>

/** A public key that git servers know as a deploy key, and whose projects use it. */
export const DeployKey = z.object({
  /** Null: the installation's, for projects without one of their own. */
  project: ProjectName.nullable(),
  publicKey: z.string(),
  fingerprint: z.string(),
  /** Projects that reach their repository with it by SSH. */
  usedBy: z.array(ProjectName),
  changedAt: z.iso.datetime().nullable(),
  /** The key that takes its place; meanwhile git servers are shown both. */
  next: z.object({ publicKey: z.string(), fingerprint: z.string() }).nullable(),
})
export type DeployKey = z.infer<typeof DeployKey>

/** A server whose SSH key was pinned at first contact. */
export const HostKey = z.object({
  host: z.string(),
  type: z.string(),
  fingerprint: z.string(),
  firstSeenAt: z.iso.datetime(),
})
export type HostKey = z.infer<typeof HostKey>
