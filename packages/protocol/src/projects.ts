import { z } from 'zod'
import {
  CatalogAppName,
  DeployId,
  EnvironmentName,
  GitRef,
  ProjectName,
  ServiceName,
  VariableName,
  VersionNumber,
} from './ids.ts'
import { Phrase } from './phrase.ts'

const RelativePath = z
  .string()
  .max(400)
  .refine(
    (path) => !path.startsWith('/') && !path.split('/').includes('..'),
    'A path stays inside the repository.',
  )
  .refine((path) => !path.includes('\0') && !path.startsWith('-'), 'This is not a path.')

/** Where a project's files come from. `git.url`: ssh, https, scp-like, or (administrators) a local path. */
export const Source = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('git'),
    url: z.string().min(1).max(500),
    /** Write-only: for https. Never returned; `hasToken` tells. */
    token: z.string().max(500).optional(),
  }),
  z.object({ kind: z.literal('catalog'), app: CatalogAppName }),
  /** A Compose file alone, written on the page: its images exist already, there is nothing to build from. */
  z.object({
    kind: z.literal('compose'),
    text: z
      .string()
      .min(1, 'The Compose file is empty.')
      .max(256 * 1024, 'The Compose file is larger than 256 KiB.'),
  }),
])
export type Source = z.infer<typeof Source>

export const ProjectState = z.enum(['empty', 'off', 'deploying', 'on', 'degraded', 'failed'])
export type ProjectState = z.infer<typeof ProjectState>

export const Project = z.object({
  name: ProjectName,
  source: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('git'), url: z.string(), hasToken: z.boolean() }),
    z.object({ kind: z.literal('catalog'), app: z.string() }),
    z.object({ kind: z.literal('compose'), text: z.string() }),
  ]),
  /** Folder of the project inside the repository, '' for its root. */
  path: z.string(),
  /** Compose files by name, in order; empty: found as docker compose finds them. */
  files: z.array(z.string()),
  profiles: z.array(z.string()),
  /** The ref that a deploy takes when none is named; null: the remote's default branch. */
  defaultRef: z.string().nullable(),
  /** The key that this project's remote must know: the installation's, or the project's own. */
  publicKey: z.string(),
  ownKey: z.boolean(),
  /**
   * An administrator allows this project what reaches the machine: privileged containers, host namespaces,
   * devices, added capabilities, the Docker socket, host paths outside the checkout.
   */
  trusted: z.boolean(),
  state: ProjectState,
  /** Where production is reached, when it is on. */
  url: z.url().nullable(),
  createdAt: z.iso.datetime(),
  lastDeploy: z.lazy(() => Deploy).nullable(),
})
export type Project = z.infer<typeof Project>

export const NewProject = z.object({
  name: ProjectName,
  source: Source,
  path: RelativePath.default(''),
  files: z.array(RelativePath.min(1)).max(20).default([]),
  profiles: z.array(z.string().max(100)).max(50).default([]),
  defaultRef: GitRef.nullable().default(null),
  /** Make a key pair for this project alone. */
  ownKey: z.boolean().default(false),
})
export type NewProject = z.input<typeof NewProject>

/** What is absent stays. `trusted` is for administrators. A git source without a token keeps the token it has. */
export const ProjectChanges = z.object({
  source: Source.optional(),
  path: RelativePath.optional(),
  files: z.array(RelativePath.min(1)).max(20).optional(),
  profiles: z.array(z.string().max(100)).max(50).optional(),
  defaultRef: GitRef.nullable().optional(),
  trusted: z.boolean().optional(),
})
export type ProjectChanges = z.infer<typeof ProjectChanges>

/** POST /api/v1/access-check: can the remote be read, and what does it hold? */
export const AccessCheck = z.object({ source: Source, project: ProjectName.optional() })
export const Refs = z.object({
  defaultBranch: z.string().nullable(),
  branches: z.array(z.object({ name: z.string(), commit: z.string() })),
  tags: z.array(z.object({ name: z.string(), commit: z.string() })),
})
export type Refs = z.infer<typeof Refs>

/** One commit of a project as built: immutable. */
export const Version = z.object({
  number: VersionNumber,
  ref: z.string(),
  commit: z.string(),
  author: z.string(),
  message: z.string(),
  committedAt: z.iso.datetime().nullable(),
  createdAt: z.iso.datetime(),
  /** Environments where it is on now. */
  onIn: z.array(EnvironmentName),
  state: z.enum(['building', 'off', 'deploying', 'on', 'degraded', 'failed', 'deleting']),
  /** Its images were removed to free space: turning it on builds it again. */
  cleaned: z.boolean(),
  /** Where it can be opened now, production first. */
  urls: z.array(z.url()),
  images: z.array(z.object({ service: ServiceName, image: z.string(), id: z.string(), built: z.boolean() })),
  lastDeploy: DeployId.nullable(),
})
export type Version = z.infer<typeof Version>

/** How much a new version gets while it proves itself, and when it is ended: by its share of answers with 5xx. */
export const CanaryWish = z.object({
  /** Of the requests. */
  percent: z.number().int().min(1).max(99),
  /** It is ended when so many percent more of its requests fail than of the others'; 100 never ends it. */
  errorPercent: z.number().min(0).max(100).default(5),
  /** Not before it had so many requests. */
  minimumRequests: z.number().int().min(1).max(1_000_000).default(20),
})
export const Canary = CanaryWish.extend({ version: VersionNumber, since: z.iso.datetime() })
export type Canary = z.infer<typeof Canary>

export const Environment = z.object({
  name: EnvironmentName,
  /** `docker compose -p` name: <project>-<environment>, or with a suffix where that was taken. */
  composeProject: z.string(),
  version: VersionNumber.nullable(),
  /** A version beside the one that is on, with a share of the requests. */
  canary: Canary.nullable(),
  state: z.enum(['off', 'deploying', 'on', 'degraded', 'failed']),
  routes: z.array(z.object({ service: ServiceName, url: z.url(), main: z.boolean() })),
  /** Fixed host ports that the balancer holds for this environment. */
  ports: z.array(z.object({ service: ServiceName, host: z.number().int(), container: z.number().int() })),
})
export type Environment = z.infer<typeof Environment>

export const Replica = z.object({
  container: z.string(),
  name: z.string(),
  state: z.enum(['created', 'running', 'paused', 'restarting', 'removing', 'exited', 'dead']),
  health: z.enum(['none', 'starting', 'healthy', 'unhealthy']),
  exitCode: z.number().int().nullable(),
  startedAt: z.iso.datetime().nullable(),
})
export const ServiceStatus = z.object({
  name: ServiceName,
  image: z.string(),
  wanted: z.number().int(),
  /** What the Compose file says. */
  declared: z.number().int(),
  replicas: z.array(Replica),
  state: z.enum(['off', 'starting', 'running', 'completed', 'degraded', 'failed']),
  url: z.url().nullable(),
})
export type ServiceStatus = z.infer<typeof ServiceStatus>

/** A variable as listed: secrets never come back. */
export const Variable = z.object({
  name: VariableName,
  /** null: every environment of the project. */
  environment: EnvironmentName.nullable(),
  secret: z.boolean(),
  value: z.string().nullable(),
  updatedAt: z.iso.datetime(),
})
export type Variable = z.infer<typeof Variable>
export const SetVariable = z.object({
  value: z.string().max(64 * 1024),
  secret: z.boolean().default(true),
  environment: EnvironmentName.nullable().default(null),
})

export const CatalogApp = z.object({
  name: z.string(),
  title: z.record(z.string(), z.string()),
  summary: z.record(z.string(), z.string()),
  /** Deployed under these project names. */
  projects: z.array(ProjectName),
})
export type CatalogApp = z.infer<typeof CatalogApp>

export const StageName = z.enum(['fetch', 'load', 'build', 'plan', 'apply', 'route', 'stop', 'remove'])
export type StageName = z.infer<typeof StageName>

/** One operation on an environment or version; it has a plan, a log, an outcome. */
export const Deploy = z.object({
  id: DeployId,
  project: ProjectName,
  kind: z.enum(['deploy', 'on', 'off', 'delete', 'scale', 'canary', 'promote', 'abort']),
  environment: EnvironmentName.nullable(),
  version: VersionNumber.nullable(),
  ref: z.string().nullable(),
  /** Of the kind `scale`: which service, and how many replicas; null is the number in the Compose file. */
  scale: z.object({ service: ServiceName, replicas: z.number().int().nullable() }).optional(),
  /** Why it was begun, where Keelson began it itself. */
  reason: Phrase.optional(),
  state: z.enum(['queued', 'running', 'succeeded', 'failed', 'cancelled', 'superseded']),
  stages: z.array(
    z.object({
      name: StageName,
      state: z.enum(['running', 'done', 'failed']),
      startedAt: z.iso.datetime(),
      finishedAt: z.iso.datetime().nullable(),
    }),
  ),
  /** One sentence for people when it failed. */
  failure: z.string().nullable(),
  requestedBy: z.string(),
  createdAt: z.iso.datetime(),
  startedAt: z.iso.datetime().nullable(),
  finishedAt: z.iso.datetime().nullable(),
})
export type Deploy = z.infer<typeof Deploy>

/**
 * POST …/deploys: fetch the ref (else the project's default, else the remote's), build, record a new version, turn
 * it on in the environment (else production). It supersedes what is queued for that environment.
 */
export const NewDeploy = z.object({
  ref: GitRef.optional(),
  environment: EnvironmentName.optional(),
})
/**
 * POST …/versions/:version/on: same images, same rendered model, same variables, no build. Without an environment:
 * where it was last on, if that is off; else production, if that is off; else a preview of its own named v<number>.
 * With `production` it is “make live”, or a rollback.
 */
export const TurnOn = z.object({
  environment: EnvironmentName.optional(),
  /** Beside what is on there, with a share of the requests, instead of in its place. */
  canary: CanaryWish.optional(),
})
/** POST …/versions/:version/off: containers and networks go, volumes stay. Without an environment: everywhere it is on. */
export const TurnOff = z.object({ environment: EnvironmentName.optional() })

/** PUT …/services/:service/scale: how many replicas, kept across deploys; null is the number in the Compose file. */
export const ScaleService = z.object({ replicas: z.number().int().min(0).max(100).nullable() })
