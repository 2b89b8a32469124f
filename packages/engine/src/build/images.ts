import type { Project } from '@keelson/compose'
import type { Docker } from '../docker/docker.ts'
import type { ImageInspect } from '../docker/types.ts'
import { imageName } from '../labels.ts'
import { contextServices } from './context-services.ts'
import { type Decision, decideImages, type Wish } from './decide.ts'
import { type ImagesOptions, limits, localImages, noteFor } from './image-work.ts'
import { pull } from './pull.ts'
import { together } from './together.ts'

/** The image a service got. `built`: by this call. `found`: what the engine says of it, where it was asked already. */
export type ReadyImage = { image: string; id: string; built: boolean; found?: ImageInspect }

/**
 * Sees to it that every service has its image, by docker compose's rules: pulls and builds what is missing or
 * asked for, all at once as far as builds do not need each other. The first failure cancels the rest.
 * @throws ImageError, or AbortError on cancel.
 */
export async function ensureImages(
  docker: Docker,
  project: Project,
  options: ImagesOptions & Wish = {},
): Promise<Map<string, ReadyImage>> {
  const names = withContextServices(project, options.services ?? Object.keys(project.services))
  const local = await localImages(docker, project, names, options.signal)
  const makers = new Map(names.map((name) => [name, makerOf(project, names, name)]))
  const own = names.filter((name) => makers.get(name) === name)
  const decisions = decideImages(project, own, local, options, Date.now())
  const ready = await carryOut(docker, project, decisions, options)
  return new Map(
    names.flatMap((name) => {
      const image = ready.get(makers.get(name) ?? name)
      return image ? [[name, image] as const] : []
    }),
  )
}

/** The service that sees to the image of a service: itself, or the one that builds what it names. */
function makerOf({ services }: Project, names: readonly string[], name: string): string {
  const service = services[name]
  if (!service?.image || service.build) return name
  return names.find((other) => services[other]?.build && services[other].image === service.image) ?? name
}

/** Builds the images of all services that have a build section, as `docker compose build` does. */
export async function buildImages(
  docker: Docker,
  project: Project,
  options: ImagesOptions = {},
): Promise<Map<string, ReadyImage>> {
  const names = withContextServices(project, options.services ?? Object.keys(project.services))
  const decisions = names.flatMap((service): Decision[] => {
    const declared = project.services[service]
    if (!declared) throw new Error(`There is no service ${service}.`)
    const image = imageName(project, service, declared)
    return declared.build ? [{ service, image, kind: 'build', because: 'a build was asked for' }] : []
  })
  return carryOut(docker, project, decisions, options)
}

async function carryOut(
  docker: Docker,
  project: Project,
  decisions: Decision[],
  options: ImagesOptions,
): Promise<Map<string, ReadyImage>> {
  if (decisions.some(({ kind }) => kind !== 'present')) await options.beforeWork?.()
  const builds = decisions.filter((one) => one.kind === 'build' || one.kind === 'pull-or-build')
  // The builder is half of this package and most commands build nothing: it is loaded when it is needed.
  const { buildOrder } = builds.length > 0 ? await import('./order.ts') : { buildOrder: noOrder }
  const order = await buildOrder(project, new Map(builds.map((one) => [one.service, one.image])))
  const results = new Map<string, ReadyImage>()
  const pulls = new Map<string, Promise<string>>()
  const perform = async (decision: Decision, signal: AbortSignal) => {
    const { service, image, because } = decision
    const note = noteFor(service, image, options)
    if (options.dryRun && decision.kind !== 'present') {
      const state = decision.kind === 'build' ? 'would build' : 'would pull'
      return note({ kind: 'status', state, because })
    }
    const fromRegistry = async () => {
      // Several services often share an image.
      const key = `${image} ${project.services[service]?.platform ?? ''}`
      const running = pulls.get(key) ?? pull(docker, project, service, because, { ...options, signal })
      pulls.set(key, running)
      results.set(service, { image, id: await running, built: false })
    }
    const fromSource = async () => {
      const { buildImage } = await import('./build-image.ts')
      const built = await buildImage(docker, project, service, note, { ...options, signal })
      note({ kind: 'status', state: built.built ? 'built' : 'unchanged', because: built.because })
      results.set(service, built)
    }
    if (decision.kind === 'present') {
      note({ kind: 'status', state: 'present', because })
      const { found } = decision
      results.set(service, { image, id: found.Id, built: false, found })
    } else if (decision.kind === 'pull') await fromRegistry()
    else if (decision.kind === 'build') await fromSource()
    else {
      try {
        await fromRegistry()
      } catch (error) {
        signal.throwIfAborted()
        note({
          kind: 'warning',
          message: `${error instanceof Error ? error.message : error} It is built instead.`,
        })
        await fromSource()
      }
    }
  }
  const waitsFor = (one: Decision) => {
    const services = order.get(one.service) ?? []
    return decisions.filter((other) => services.includes(other.service))
  }
  await together(
    decisions,
    limits(options),
    async (decision, signal) => {
      try {
        await perform(decision, signal)
      } catch (error) {
        if (!signal.aborted) {
          const because = error instanceof Error ? error.message : String(error)
          noteFor(decision.service, decision.image, options)({ kind: 'status', state: 'failed', because })
        }
        throw error
      }
    },
    waitsFor,
  )
  // The order of the project, not of finishing.
  return new Map(
    decisions.flatMap(({ service }) => {
      const result = results.get(service)
      return result ? [[service, result] as const] : []
    }),
  )
}

const noOrder = async () => new Map<string, string[]>()

/** The selected services and those whose images they are built from. */
function withContextServices(project: Project, names: readonly string[]): string[] {
  const all = new Set<string>()
  const add = (name: string) => {
    if (all.has(name)) return
    all.add(name)
    for (const other of contextServices(project.services[name]?.build)) add(other)
  }
  for (const name of names) add(name)
  return [...all]
}
