import { DotenvFault, parseDotenv } from './dotenv.ts'
import { readText } from './files.ts'
import { folderOf, joinPath } from './forms/path.ts'
import type { LoadRequest } from './load.ts'
import type { Fault, Problem } from './problem.ts'
import { isProjectName } from './project-name.ts'
import type { Resources } from './resources.ts'

/** The flags that say which project is meant, as a user gives them. */
export type LocateOptions = {
  /** Absolute path of the current folder. */
  workingDirectory: string
  /** The process's variables. */
  environment: Readonly<Record<string, string>>
  resources: Resources
  /** `-f`. */
  files?: readonly string[]
  /** `--env-file`. */
  envFiles?: readonly string[]
  /** `-p`. */
  name?: string
  /** `--profile`. */
  profiles?: readonly string[]
  /** `--project-directory`. */
  projectDirectory?: string
}

/** A request that only lacks what to do with the project, or why there is none. */
export type Located =
  | {
      ok: true
      request: Pick<LoadRequest, 'files' | 'projectDirectory' | 'environment' | 'profiles' | 'resources'> & {
        name?: string
        home?: string
      }
      /** Files whose variables were read. */
      envFiles: string[]
    }
  | { ok: false; problems: Problem[] }

const names = ['compose.yaml', 'compose.yml', 'docker-compose.yml', 'docker-compose.yaml']
const overrides = [
  'compose.override.yml',
  'compose.override.yaml',
  'docker-compose.override.yml',
  'docker-compose.override.yaml',
]

/** Finds files, variables, name and profiles as `docker compose` does: flags, COMPOSE_* variables, `.env`, folders. */
export function locate(options: LocateOptions): Located {
  const problems: Problem[] = []
  const search = new Search(options, (fault) => void problems.push({ ...fault, path: '' }))
  const request = search.run()
  if (!request || problems.length > 0) return { ok: false, problems }
  return { ok: true, request, envFiles: search.envFiles }
}

class Search {
  private readonly options: LocateOptions
  private readonly report: (fault: Fault) => void
  private readonly environment: Record<string, string>
  private files: string[]
  envFiles: string[] = []
  /** Env files of which the fault is told: they are read twice, before the Compose files are known and after. */
  private readonly faulty = new Set<string>()

  constructor(options: LocateOptions, report: (fault: Fault) => void) {
    this.options = options
    this.report = report
    this.environment = { ...options.environment }
    this.environment.PWD ??= options.workingDirectory
    this.files = (options.files ?? []).map((file) => this.absolute(file))
  }

  run() {
    const { options, environment } = this
    this.readEnvFiles()
    this.filesFromVariable()
    if (this.files.length === 0) this.findFiles()
    this.readEnvFiles()
    const [first, ...rest] = this.files
    if (first === undefined) {
      this.report({ code: 'file-missing', file: joinPath(this.directory(), 'compose.yaml'), why: 'compose' })
      return undefined
    }
    const name = options.name || environment.COMPOSE_PROJECT_NAME
    if (name && !isProjectName(name)) this.report({ code: 'project-name', name })
    const profiles = options.profiles?.length
      ? [...options.profiles]
      : (environment.COMPOSE_PROFILES ?? '').split(',').map((profile) => profile.trim())
    const home = options.environment.HOME
    return {
      files: [first, ...rest] as const,
      projectDirectory: this.directory(),
      environment,
      profiles: profiles.filter((profile) => profile !== ''),
      resources: options.resources,
      ...(name && { name }),
      ...(home && { home }),
    }
  }

  private absolute(path: string): string {
    return path === '-' || path.startsWith('/') ? path : joinPath(this.options.workingDirectory, path)
  }

  /** The project's folder: the one given, else that of the first file, else the current one. */
  private directory(): string {
    if (this.options.projectDirectory) return this.absolute(this.options.projectDirectory)
    const first = this.files.find((file) => file !== '-')
    return first === undefined ? this.options.workingDirectory : folderOf(first)
  }

  /** Explicit files in order, else `.env` of the project's folder. What is set already stays. */
  private readEnvFiles(): void {
    const { options, environment } = this
    const variable = options.environment.COMPOSE_ENV_FILES
    const given = options.envFiles?.length ? options.envFiles : variable ? variable.split(',') : []
    let files = given.map((file) => this.absolute(file))
    if (files.length === 0) {
      if (/^(?:1|t|true)$/i.test(options.environment.COMPOSE_DISABLE_ENV_FILE ?? '')) return
      const own = joinPath(this.directory(), '.env')
      files = options.resources.kind(own) === 'file' ? [own] : []
    }
    const read = new Map<string, string>()
    for (const file of files) {
      if (this.faulty.has(file)) continue
      const text = readText(file, 'variables', options.resources, this.report)
      if (text === undefined) {
        this.faulty.add(file)
        continue
      }
      try {
        parseDotenv(text, read, (name) =>
          Object.hasOwn(environment, name) ? environment[name] : read.get(name),
        )
      } catch (error) {
        if (!(error instanceof DotenvFault)) throw error
        this.faulty.add(file)
        this.report({ code: 'environment-syntax', file, line: error.line, reason: error.message })
      }
    }
    for (const [name, value] of read) if (!Object.hasOwn(environment, name)) environment[name] = value
    this.envFiles = [...new Set([...this.envFiles, ...files])]
  }

  private filesFromVariable(): void {
    const variable = this.environment.COMPOSE_FILE
    if (this.files.length > 0 || variable === undefined) return
    this.files = variable
      .split(this.environment.COMPOSE_PATH_SEPARATOR || ':')
      .map((file) => this.absolute(file))
  }

  /** The first well-known name in this folder or one above, and an override file beside it. */
  private findFiles(): void {
    let folder = this.directory()
    for (;;) {
      const find = (candidates: readonly string[]) =>
        candidates
          .map((name) => joinPath(folder, name))
          .find((file) => this.options.resources.kind(file) !== undefined)
      const file = find(names)
      if (file) {
        const override = find(overrides)
        this.files = override ? [file, override] : [file]
        return
      }
      const parent = folderOf(folder)
      if (parent === folder) return
      folder = parent
    }
  }
}
