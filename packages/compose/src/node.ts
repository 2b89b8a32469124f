import { readFileSync, realpathSync, type Stats, statSync } from 'node:fs'
import { type Loaded, type LoadRequest, load } from './load.ts'
import { type LocateOptions, locate } from './locate.ts'
import type { Resources } from './resources.ts'

/** Limits of what is read from the disk. */
export type DiskOptions = {
  /** Refuse every file outside this folder, also through symbolic links. */
  root?: string
  /** Refuse files larger than this. Default 64 MiB. */
  largest?: number
}

/** The real disk, read synchronously. */
export function diskResources(options: DiskOptions = {}): Resources {
  const largest = options.largest ?? 64 * 1024 * 1024
  const root = options.root === undefined ? undefined : real(options.root)
  return {
    read(path) {
      if (path === '-' && root === undefined) return readFileSync(0, 'utf8')
      const actual = real(path)
      if (actual === undefined) return undefined
      if (root !== undefined && actual !== root && !actual.startsWith(`${root}/`))
        return { refused: 'outside', root }
      const facts = statSync(actual)
      if (!facts.isFile() && !facts.isFIFO()) return undefined
      if (facts.size > largest) return { refused: 'too-large', limit: largest }
      return readFileSync(actual, 'utf8')
    },
    kind(path) {
      const facts = lookAt(path)
      if (!facts) return undefined
      return facts.isDirectory() ? 'folder' : 'file'
    },
    realpath: (path) => real(path) ?? path,
  }
}

/** What is at a path; nothing too where a file is on the way to it, which Bun would throw. */
function lookAt(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOTDIR') return undefined
    throw error
  }
}

function real(path: string): string | undefined {
  try {
    return realpathSync(path)
  } catch {
    return undefined
  }
}

/** What to load from the disk: flags as a user gives them, and how. Defaults come from this process. */
export type DiskRequest = Partial<Omit<LocateOptions, 'resources'>> &
  DiskOptions &
  Omit<LoadRequest, 'files' | 'projectDirectory' | 'name' | 'environment' | 'profiles' | 'resources'>

/** Finds and loads the project that the flags, the variables and the current folder mean. */
export function loadFromDisk(options: DiskRequest = {}): Loaded & { request?: LoadRequest } {
  const environment = options.environment ?? processEnvironment()
  const workingDirectory = options.workingDirectory ?? process.cwd()
  const resources = diskResources(options)
  const located = locate({ ...options, workingDirectory, environment, resources })
  if (!located.ok) return { ...located, warnings: [] }
  const request: LoadRequest = { ...pickLoad(options), ...located.request }
  return { ...load(request), request }
}

function pickLoad(options: DiskRequest): Partial<LoadRequest> {
  const { services, interpolate, normalize, resolvePaths, consistency, resolveEnvironment, allResources } =
    options
  return {
    ...(services && { services }),
    ...(interpolate !== undefined && { interpolate }),
    ...(normalize !== undefined && { normalize }),
    ...(resolvePaths !== undefined && { resolvePaths }),
    ...(consistency !== undefined && { consistency }),
    ...(resolveEnvironment !== undefined && { resolveEnvironment }),
    ...(allResources !== undefined && { allResources }),
  }
}

/** The variables of this process. */
export function processEnvironment(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  )
}
