import { z } from 'zod'
import type { Scope } from './access.ts'
import type { BalancerState } from './balancer.ts'
import type { Cleanup, CleanupJob } from './cleanup.ts'
import { type DeployId, EnvironmentName, ProjectName, ServiceName } from './ids.ts'
import { Phrase } from './phrase.ts'
import {
  Deploy,
  type Environment,
  type Project,
  type ServiceStatus,
  StageName,
  type Version,
} from './projects.ts'
import { CloseTerminal, OpenTerminal, ResizeTerminal, type TerminalEnd, TerminalInput } from './terminals.ts'

/** What a deploy appends as it goes. Page, command line and webhooks read the same ones, by `seq` (from 1, no holes). */
export const DeployEvent = z.object({ seq: z.number().int(), at: z.iso.datetime() }).and(
  z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('stage'), stage: StageName, state: z.enum(['running', 'done', 'failed']) }),
    /** Output: one line, ANSI colours kept. `source`: the service being built, 'git', … */
    z.object({ kind: z.literal('log'), stage: StageName, source: z.string(), line: z.string() }),
    /** A step of the plan with its reason. */
    z.object({
      kind: z.literal('step'),
      index: z.number().int(),
      text: z.string(),
      because: z.string(),
      /** The same again, for pages in other languages. */
      phrases: z.object({ does: Phrase, because: Phrase.nullable() }).optional(),
      state: z.enum(['planned', 'started', 'done', 'failed']),
    }),
    z.object({ kind: z.literal('outcome'), state: Deploy.shape.state, failure: z.string().nullable() }),
  ]),
)
export type DeployEvent = z.infer<typeof DeployEvent>

/** A line that a container wrote. */
export const LogLine = z.object({
  service: ServiceName,
  container: z.string(),
  stream: z.enum(['stdout', 'stderr']),
  at: z.iso.datetime().nullable(),
  line: z.string(),
})
export type LogLine = z.infer<typeof LogLine>

/**
 * Rooms of the live connection. `deploy:` replays from any sequence number; the others send the whole new
 * state of what changed, so a reconnecting page that refetches has missed nothing.
 */
export const Room = z.union([
  z.literal('projects'),
  z.literal('balancer'),
  z.literal('jobs'),
  z.literal('cleanups'),
  z.templateLiteral(['project:', z.string()]),
  z.templateLiteral(['deploy:', z.string()]),
])
export type Room = z.infer<typeof Room>
type RoomKind<One = Room> = One extends `${infer Kind}:${string}` ? Kind : One

/** What it needs to hear a room, by the word before its colon. */
export const roomNeeds = {
  projects: 'read',
  project: 'read',
  deploy: 'read',
  balancer: 'read',
  jobs: 'read',
  cleanups: 'admin',
} as const satisfies Record<RoomKind, Scope>

export const needsOfRoom = (room: Room): Scope => roomNeeds[room.split(':')[0] as RoomKind]

/** Whole new states, so that the last one wins; only `deploy-events` are increments, numbered by `seq`. */
export type LiveEvent =
  | { kind: 'project'; project: Project }
  | { kind: 'project-deleted'; name: ProjectName }
  | { kind: 'project-detail'; name: ProjectName; versions: Version[]; environments: Environment[] }
  | { kind: 'services'; name: ProjectName; environment: EnvironmentName; services: ServiceStatus[] }
  | { kind: 'balancer'; balancer: BalancerState }
  /** In `jobs`; with the names of what goes in `cleanups`. */
  | { kind: 'cleanup-job'; cleanup: CleanupJob }
  | { kind: 'cleanup'; cleanup: Cleanup }
  | { kind: 'deploy'; deploy: Deploy }
  | { kind: 'deploy-events'; id: DeployId; events: DeployEvent[] }

export const LogRequest = z.object({
  project: ProjectName,
  environment: EnvironmentName,
  service: ServiceName.optional(),
  tail: z.number().int().min(0).max(10_000).default(500),
})

/** `after`: for `deploy:` rooms, the last seq that the page has. */
export const SubscribeRequest = z.object({ room: Room, after: z.number().int().min(0).default(0) })
export const UnsubscribeRequest = z.object({ room: Room })
/** Lines arrive as `log-lines` with the same `follow` id, until `unfollow`, `log-end` or disconnect. */
export const FollowRequest = LogRequest.extend({ follow: z.string().min(1).max(100) })
export const UnfollowRequest = z.object({ follow: z.string().min(1).max(100) })

/** Socket requests as the endpoints are: what each needs and what it takes. */
export const liveRequests = {
  subscribe: { needs: 'read', request: SubscribeRequest },
  unsubscribe: { needs: 'read', request: UnsubscribeRequest },
  follow: { needs: 'read', request: FollowRequest },
  unfollow: { needs: 'read', request: UnfollowRequest },
  openTerminal: { needs: 'deploy', request: OpenTerminal },
  typeInTerminal: { needs: 'deploy', request: TerminalInput },
  resizeTerminal: { needs: 'deploy', request: ResizeTerminal },
  closeTerminal: { needs: 'deploy', request: CloseTerminal },
} as const satisfies Record<keyof ClientToServer, { needs: Scope; request: z.ZodType }>

export type Ack = { ok: true } | { ok: false; code: string; title: string }

/** Socket.IO event maps; path /api/v1/live. A refused request answers `ok: false`; nothing else tells it. */
export type ClientToServer = {
  subscribe: (request: z.input<typeof SubscribeRequest>, ack: (result: Ack) => void) => void
  unsubscribe: (request: z.input<typeof UnsubscribeRequest>, ack?: (result: Ack) => void) => void
  follow: (request: z.input<typeof FollowRequest>, ack: (result: Ack) => void) => void
  unfollow: (request: z.input<typeof UnfollowRequest>, ack?: (result: Ack) => void) => void
  openTerminal: (request: z.input<typeof OpenTerminal>, ack: (result: Ack) => void) => void
  typeInTerminal: (request: z.input<typeof TerminalInput>, ack: (result: Ack) => void) => void
  resizeTerminal: (request: z.input<typeof ResizeTerminal>, ack?: (result: Ack) => void) => void
  closeTerminal: (request: z.input<typeof CloseTerminal>, ack?: (result: Ack) => void) => void
}
export type ServerToClient = {
  event: (message: { room: Room; event: LiveEvent }) => void
  'log-lines': (message: { follow: string; lines: LogLine[] }) => void
  'log-end': (message: { follow: string; reason: string }) => void
  /** Bytes as they come; `taken` says that the page has drawn them, and keeps a flood from growing. */
  'terminal-output': (message: { terminal: string; data: Uint8Array }, taken: () => void) => void
  'terminal-end': (message: { terminal: string; reason: TerminalEnd; exitCode: number | null }) => void
}
