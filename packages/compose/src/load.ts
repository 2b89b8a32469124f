import { buildProject } from './build-project.ts'
import { Collector } from './collector.ts'
import { plain } from './decode.ts'
import type { Problem } from './problem.ts'
import type { Project } from './project.ts'
import { readModel } from './read-model.ts'
import type { Resources } from './resources.ts'
import type { Json } from './service.ts'

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
  /** Hears of each stage as it ends, so that a caller with a clock can time them. */
  onStage?: (stage: StageName) => void
  /** Default false. True keeps networks, volumes, secrets, configs and models that no active service uses. */
  allResources?: boolean
}

/** The stages of a load, in order; those per file come again for every file. */
export type StageName =
  | 'read'
  | 'fill in'
  | 'extend and include'
  | 'merge'
  | 'check'
  | 'long forms'
  | 'defaults and paths'
  | 'project'
  | 'consistency'
  | 'environment'

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
export function load(request: LoadRequest): Loaded {
  const problems = new Collector()
  const warnings = new Collector()
  const model = readModel(request, problems, warnings)
  const built = model && buildProject(model, request, problems)
  if (!built || problems.list.length > 0)
    return { ok: false, problems: problems.list, warnings: warnings.list }
  return { ok: true, ...built, warnings: warnings.list }
}

/** The merged files before they become a project: what `config --no-interpolate` prints. */
export type LoadedModel =
  | { ok: true; model: Json; warnings: Problem[] }
  | { ok: false; problems: Problem[]; warnings: Problem[] }

/** Puts the files together without turning the result into a project. */
export function loadModel(request: LoadRequest): LoadedModel {
  const problems = new Collector()
  const warnings = new Collector()
  const model = readModel(request, problems, warnings)
  if (!model || problems.list.length > 0)
    return { ok: false, problems: problems.list, warnings: warnings.list }
  return { ok: true, model: plain(model.tree), warnings: warnings.list }
}
