import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  type Json,
  type Loaded,
  type LoadRequest,
  type Located,
  load,
  loadModel,
  locate,
  type Problem,
  type Project,
  type Resources,
} from '@keelson/compose'
import { diskResources } from '@keelson/compose/node'
import type { Origin } from '@keelson/engine'
import type { Values } from '../arguments/flags.ts'
import { suggestion } from '../arguments/nearest.ts'
import type { globalFlags } from '../arguments/shared-flags.ts'
import type { Surroundings } from '../command.ts'
import { Failure } from '../failure.ts'
import { problemsFailure, tellWarnings } from '../print/problems.ts'
import { isYes } from './is-yes.ts'

export type ProjectFlags = Pick<
  Values<typeof globalFlags>,
  | 'env-file'
  | 'profile'
  | 'project-directory'
  | 'project-name'
  | 'dev'
  | 'compatibility'
  | 'all-resources'
  | 'json'
> & { file?: readonly string[] }

type Call = Surroundings & { values: ProjectFlags }
type Success = Extract<Loaded, { ok: true }>
type Request = LoadRequest & { envFiles: readonly string[] }

/** A loaded project with what the engine wants to know besides. */
export type OpenedProject = Pick<Success, 'project' | 'contents' | 'profiles'> & {
  /** Services that belong to the project but are not in it now: they are no orphans. */
  disabled: string[]
  origin: Origin
}

/**
 * Loads the project of the folder, as flags, variables and files say. Warnings are told. Naming a service of an
 * inactive profile activates it.
 *
 * @throws Failure with every problem in its place, or for a service that does not exist.
 */
export function openProject(
  call: Call,
  { services = [] }: { services?: readonly string[] } = {},
): OpenedProject {
  const request = requestOf(call)
  const whole = loadProject(request, call)
  const missing = services.filter((name) => !Object.hasOwn(whole.project.services, name))
  for (const name of missing) if (!whole.disabled.includes(name)) throw new NoSuchService(name, whole)
  const all = [...Object.keys(whole.project.services), ...whole.disabled]
  const loaded = missing.length === 0 ? whole : loadProject({ ...request, services }, call)
  const { contents, profiles } = loaded
  const project = withNaming(loaded.project, request, call)
  return {
    project,
    contents,
    profiles,
    disabled: all.filter((name) => !Object.hasOwn(project.services, name)),
    origin: {
      workingDir: request.projectDirectory,
      configFiles: [...request.files],
      ...((call.values['env-file'].length > 0 || call.env.COMPOSE_ENV_FILES) && {
        environmentFiles: [...request.envFiles],
      }),
    },
  }
}

/** The project as it was loaded, with names as `--compatibility` or COMPOSE_COMPATIBILITY asks for. */
export function withNaming(
  project: Project,
  { environment }: Pick<LoadRequest, 'environment'>,
  { values }: Pick<Call, 'values'>,
): Project {
  return values.compatibility || isYes(environment.COMPOSE_COMPATIBILITY)
    ? { ...project, separator: '_' }
    : project
}

/** Everything that loading depends on, as the flags, variables and folders say. */
export function requestOf(call: Call): Request {
  const located = find(call)
  if (!located.ok) throw problemsFailure(located.problems, call.terminal)
  const { request, envFiles } = located
  const files = call.values.dev
    ? withDevelopment(request.files, request.projectDirectory, request.resources)
    : request.files
  return { ...request, files, envFiles, allResources: call.values['all-resources'] }
}

/** Loads, tells the warnings, and refuses with every problem. */
export function loadProject(request: LoadRequest, { terminal, values }: Call): Success {
  const loaded = load(request)
  if (!values.json) tellWarnings(loaded.warnings, terminal)
  if (!loaded.ok) throw problemsFailure(loaded.problems, terminal)
  return loaded
}

/** The merged files with their variables as they are written. */
export function loadTemplate(request: LoadRequest, { terminal }: Call): Json {
  const loaded = loadModel(request)
  if (!loaded.ok) throw problemsFailure(loaded.problems, terminal)
  return loaded.model
}

/** Is there a Compose project here, or named by flags or variables? */
export function hasLocalProject(call: Call): boolean {
  const located = find(call)
  return located.ok || !located.problems.every(isMissing)
}

const isMissing = (problem: Problem) => problem.code === 'file-missing' && problem.why === 'compose'

function find({ values, env, cwd }: Call): Located {
  const environment = Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  )
  return locate({
    workingDirectory: cwd,
    environment,
    resources: withStandardInput(diskResources()),
    files: values.file ?? [],
    envFiles: values['env-file'],
    profiles: values.profile,
    ...(values['project-name'] !== undefined && { name: values['project-name'] }),
    ...(values['project-directory'] !== undefined && { projectDirectory: values['project-directory'] }),
  })
}

/** `-f -` is standard input. */
function withStandardInput(disk: Resources): Resources {
  let text: string | undefined
  return {
    ...disk,
    read(path) {
      if (path !== '-') return disk.read(path)
      text ??= readFileSync(0, 'utf8')
      return text
    },
    kind: (path) => (path === '-' ? 'file' : disk.kind(path)),
  }
}

const developmentFiles = [
  'compose.dev.yaml',
  'compose.dev.yml',
  'docker-compose-development.yml',
  'docker-compose-development.yaml',
]

type Files = LoadRequest['files']

function withDevelopment(files: Files, folder: string, resources: Resources): Files {
  const found = developmentFiles
    .map((name) => join(folder, name))
    .find((file) => resources.kind(file) === 'file')
  if (found === undefined) {
    throw new Failure(`There is no development file in ${folder}.`, {
      hint: `--dev layers one of ${developmentFiles.join(', ')} on top.`,
    })
  }
  return files.includes(found) ? files : [...files, found]
}

/** A service is named that the files do not have. */
export class NoSuchService extends Failure {
  readonly project: string

  constructor(service: string, { project, disabled }: { project: Project; disabled: string[] }) {
    const names = [...Object.keys(project.services), ...disabled].sort()
    super(`no such service: ${service}.${suggestion(service, names)}`, {
      hint: `The project ${project.name} has: ${names.join(', ')}. A project of a server is named with --project (logs, ps).`,
    })
    this.project = project.name
  }
}
