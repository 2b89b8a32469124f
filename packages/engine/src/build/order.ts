import { readFile } from 'node:fs/promises'
import { isAbsolute, join } from 'node:path'
import type { Build, Project } from '@keelson/compose'
import { familiarName } from '../registry/reference.ts'
import { contextServices } from './context-services.ts'
import { baseImages, parseDockerfile } from './dockerfile.ts'
import { buildArguments } from './options.ts'

/**
 * Which of the builds must wait for which: `additional_contexts: service:x`, and a FROM that names the image
 * another one of them makes. `depends_on` says nothing about builds.
 * @throws Error when contexts go in a circle.
 */
export async function buildOrder(
  project: Project,
  images: ReadonlyMap<string, string>,
): Promise<Map<string, string[]>> {
  const byImage = new Map([...images].map(([service, image]) => [familiarName(image), service]))
  const order = new Map<string, string[]>()
  const inferred: [string, string][] = []
  for (const service of images.keys()) {
    const build = project.services[service]?.build
    order.set(
      service,
      contextServices(build).filter((other) => images.has(other)),
    )
    for (const base of build ? await basesOf(build) : []) {
      const other = byImage.get(base)
      if (other !== undefined && other !== service) inferred.push([service, other])
    }
  }
  for (const service of order.keys()) {
    const circle = path(order, service, service)
    if (circle) throw new Error(`The additional_contexts go in a circle: ${circle.join(' → ')}.`)
  }
  for (const [service, other] of inferred) {
    if (!path(order, other, service)) order.get(service)?.push(other)
  }
  return order
}

/** The services from one to another along what they wait for, or `undefined`. */
function path(order: Map<string, string[]>, from: string, to: string): string[] | undefined {
  const seen = new Set<string>()
  const walk = (at: string): string[] | undefined => {
    for (const next of order.get(at) ?? []) {
      if (next === to) return [at, next]
      if (seen.has(next)) continue
      seen.add(next)
      const rest = walk(next)
      if (rest) return [at, ...rest]
    }
    return undefined
  }
  return walk(from)
}

/** Base images where they can be read without fetching anything; the build itself reports what is wrong. */
async function basesOf(build: Build): Promise<string[]> {
  try {
    const file = build.dockerfile ?? 'Dockerfile'
    const path = isAbsolute(file) ? file : join(build.context ?? '.', file)
    const text = build.dockerfile_inline ?? (await readFile(path, 'utf8'))
    return baseImages(parseDockerfile(text), buildArguments(build)).map(familiarName)
  } catch {
    return []
  }
}
