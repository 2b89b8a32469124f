import { z } from 'zod'
import { DeployId, EnvironmentName, ProjectName, ServiceName } from './ids.ts'
import { Deploy, Environment, Project, ServiceStatus, StageName, Version } from './projects.ts'

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
  z.templateLiteral(['project:', z.string()]),
  z.templateLiteral(['deploy:', z.string()]),
])
export type Room = z.infer<typeof Room>

export const LiveEvent = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('project'), project: Project }),
  z.object({ kind: z.literal('project-deleted'), name: ProjectName }),
  z.object({
    kind: z.literal('project-detail'),
    name: ProjectName,
    versions: z.array(Version),
    environments: z.array(Environment),
  }),
  z.object({
    kind: z.literal('services'),
    name: ProjectName,
    environment: EnvironmentName,
    services: z.array(ServiceStatus),
  }),
  z.object({ kind: z.literal('deploy'), deploy: Deploy }),
  z.object({ kind: z.literal('deploy-events'), id: DeployId, events: z.array(DeployEvent) }),
])
export type LiveEvent = z.infer<typeof LiveEvent>

export const LogRequest = z.object({
  project: ProjectName,
  environment: EnvironmentName,
  service: ServiceName.optional(),
  tail: z.number().int().min(0).max(10_000).default(500),
})

export type Ack = { ok: true } | { ok: false; code: string; title: string }

/** Socket.IO event maps; path /api/v1/live. */
export type ClientToServer = {
  /** `after`: for `deploy:` rooms, the last seq that the page has. */
  subscribe: (request: { room: Room; after?: number }, ack: (result: Ack) => void) => void
  unsubscribe: (request: { room: Room }) => void
  /** Lines arrive as `log-lines` with the same `follow` id, until `unfollow` or disconnect. */
  follow: (request: z.input<typeof LogRequest> & { follow: string }, ack: (result: Ack) => void) => void
  unfollow: (request: { follow: string }) => void
}
export type ServerToClient = {
  event: (message: { room: Room; event: LiveEvent }) => void
  'log-lines': (message: { follow: string; lines: LogLine[] }) => void
  'log-end': (message: { follow: string; reason: string }) => void
}
