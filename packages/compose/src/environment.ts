import { DotenvFault, parseDotenv, parseRawEnvironment } from './dotenv.ts'
import { readText } from './files.ts'
import { joinPath } from './forms/path.ts'
import type { Environment } from './include.ts'
import { resolveNames } from './normalize.ts'
import type { Fault, Report } from './problem.ts'
import type { Resources } from './resources.ts'
import type { Service } from './service.ts'
import type { Lookup } from './template.ts'

/** `folder` is what paths start from that were left relative. */
type Files = { resources: Resources; report: Report; folder: string }

/** Merges a service's env files into `environment`, which wins, and drops `env_file`. */
export function resolveEnvironment(
  name: string,
  service: Service,
  environment: Environment,
  files: Files,
): void {
  resolveNames(service.environment, environment)
  const set = new Map<string, string>()
  for (const [key, value] of Object.entries(service.environment ?? {}))
    if (value !== null) set.set(key, value)
  const lookup: Lookup = (key) => {
    if (Object.hasOwn(environment, key)) return environment[key]
    return service.environment?.[key] ?? undefined
  }
  for (const file of service.env_file ?? []) {
    if (!file.required && files.resources.kind(inFolder(file.path, files.folder)) === undefined) continue
    readInto(file.path, file.format, set, lookup, 'environment', `services.${name}.env_file`, files)
  }
  delete service.env_file
  const merged = { ...Object.fromEntries(set), ...service.environment }
  if (Object.keys(merged).length > 0) service.environment = sortKeys(merged)
}

/** Merges a service's label files into `labels`, which win, and drops `label_file`. */
export function resolveLabels(name: string, service: Service, files: Files): void {
  if (!service.label_file) return
  const set = new Map<string, string>()
  for (const file of service.label_file)
    readInto(file, undefined, set, (key) => set.get(key), 'labels', `services.${name}.label_file`, files)
  delete service.label_file
  const merged = { ...Object.fromEntries(set), ...service.labels }
  if (Object.keys(merged).length > 0) service.labels = sortKeys(merged)
}

const inFolder = (file: string, folder: string): string =>
  file.startsWith('/') ? file : joinPath(folder, file)

function readInto(
  file: string,
  format: string | undefined,
  set: Map<string, string>,
  lookup: Lookup,
  why: 'environment' | 'labels',
  path: string,
  { resources, report, folder }: Files,
): void {
  const tell = (fault: Fault): undefined => {
    report({ ...fault, path })
    return undefined
  }
  if (format !== undefined && format !== 'raw') {
    tell({ code: 'environment-format', format })
    return
  }
  const text = readText(inFolder(file, folder), why, resources, tell)
  if (text === undefined) return
  try {
    if (format === 'raw') parseRawEnvironment(text, set, lookup)
    else parseDotenv(text, set, lookup)
  } catch (error) {
    if (!(error instanceof DotenvFault)) throw error
    tell({ code: 'environment-syntax', file, line: error.line, reason: error.message })
  }
}

export function sortKeys<T>(record: Record<string, T>): Record<string, T> {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)))
}
