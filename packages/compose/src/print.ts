import type { Project } from './project.ts'
import type { Json, Service } from './service.ts'
import { project as projectShape } from './tables/project.ts'
import { service as serviceShape } from './tables/service.ts'
import type { Shape } from './tables/shape.ts'

/** How a project is printed. */
export type PrintOptions = {
  /** Write `$$` for every dollar, so that what is printed can be read again. Default true. */
  escapeDollars?: boolean
}

/** The project as `docker compose config --format json` prints it: without models, and `x-*` at the top only. */
export function canonical(project: Project): Json {
  const { models: _, ...rest } = project
  return strip(rest, projectShape, true)
}

/** Canonical JSON, indented by two. */
export function printJson(project: Project, options: PrintOptions = {}): string {
  const text = JSON.stringify(canonical(project), undefined, 2)
  return (options.escapeDollars ?? true) ? text.replaceAll('$', '$$$$') : text
}

/** A service as it is printed, keys in the reference's order, without `x-*`. */
export function orderedService(service: Service): Json {
  return strip(service, serviceShape, false)
}

/** Copies by the table: known keys in its order, then extensions where `keepExtensions` says so. */
function strip(value: Json, shape: Shape | undefined, top: boolean): Json {
  if (typeof value !== 'object' || value === null || !shape) return value
  if (Array.isArray(value)) {
    if (shape.as === 'env-files') return value.map(shortEnvFile)
    return value.map((item) => strip(item, shape.list?.of, false))
  }
  const { fields, keys } = shape.object ?? {}
  if (!fields) {
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => [key, strip(inner, keys?.of, false)]),
    )
  }
  const out: Record<string, Json> = {}
  fields.forEach((field, key) => {
    const inner = value[field.printed ?? key]
    if (inner === undefined) return
    // Inline content of a config that comes from a variable is not printed.
    if (key === 'content' && value.environment !== undefined) return
    out[field.printed ?? key] = strip(inner, field, false)
  })
  if (top) for (const [key, inner] of Object.entries(value)) if (key.startsWith('x-')) out[key] = inner
  return out
}

/** A required env file is printed as its path. */
function shortEnvFile(file: Json): Json {
  if (typeof file !== 'object' || file === null || Array.isArray(file)) return file
  return file.required ? (file.path ?? '') : file
}
