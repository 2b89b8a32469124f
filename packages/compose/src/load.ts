import type { Problem } from './problem.ts'
import type { Project } from './project.ts'
import type { Resources } from './resources.ts'

/** What to load, and everything it may depend on: nothing else is read. */
export type LoadRequest = {
  /** Compose files in merge order, absolute paths. */
  files: readonly [string, ...string[]]
  /** Absolute path that relative paths start from. */
  projectDirectory: string
  /** A name from a flag or COMPOSE_PROJECT_NAME; refused when invalid. */
  name?: string
  /** The variables of the shell and of `.env`, already merged. */
  environment: Readonly<Record<string, string>>
  /** Active profiles; `*` is all of them. */
  profiles?: readonly string[]
  /** Only these services and what they depend on. Empty or absent: all. */
  services?: readonly string[]
  resources: Resources
  /** What `~` stands for. Default: HOME of `environment`. */
  home?: string
  /** Default true. False leaves `${…}` as it is written. */
  interpolate?: boolean
  /** Default true. False adds no default network, names or implied dependencies. */
  normalize?: boolean
  /** Default true. False keeps relative paths. */
  resolvePaths?: boolean
  /** Default true. False does not check that references exist and fit together. */
  consistency?: boolean
  /** Default true. False keeps `env_file` instead of merging it into `environment`. */
  resolveEnvironment?: boolean
  /** Default false. True keeps networks, volumes, secrets, configs and models that no active service uses. */
  allResources?: boolean
}

/** A loaded project, or every problem found. */
export type Loaded =
  | {
      ok: true
      project: Project
      warnings: Problem[]
      /** Services that their profiles leave out. */
      disabled: string[]
      /** Every profile that a service names, sorted. */
      profiles: string[]
      /** The values of secrets and configs that come from variables or inline text. */
      contents: { secrets: Record<string, string>; configs: Record<string, string> }
    }
  | { ok: false; problems: Problem[]; warnings: Problem[] }

/** Compose files in, one project out. Reads nothing but `resources`, no clock, no process environment. */
export function load(_request: LoadRequest): Loaded {
  throw new Error('load is not written yet')
}
