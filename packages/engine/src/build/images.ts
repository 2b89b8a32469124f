import type { Project } from '@keelson/compose'
import type { Docker } from '../docker/docker.ts'
import { isAbort } from '../docker/error.ts'
import { findImage } from '../docker/images.ts'
import type { ImageInspect } from '../docker/types.ts'
import { imageName } from '../labels.ts'
import type { BuildOptions } from './build-image.ts'
import { contextServices } from './context-services.ts'
import { type Decision, decideImages, type Wish } from './decide.ts'
import { ImageError, type ImageEvent, type Note } from './events.ts'
import { together } from './together.ts'

export type ImagesOptions = BuildOptions & {
  /** Absent: all services. */
  services?: readonly string[] | undefined
  /** No progress of pulls and builds, only what was decided and what became of it. */
  quiet?: boolean | undefined
  /** How many pulls and builds run at once; 6 when absent. */
  parallel?: number | undefined
  onEvent?: ((event: ImageEvent) => void) | undefined
  /** Called once before the first pull or build, not when there is nothing to do; what it throws ends it. */
  beforeWork?: (() => void) | undefined
}

/** The image a service got. `built`: by this call. */
export type ReadyImage = { image: string; id: string; built: boolean }

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
  return carryOut(docker, project, decideImages(project, names, local, options, Date.now()), options)
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

/**
 * Pulls the images of services, as `docker compose pull` does. Where an image cannot be pulled but can be
 * built, that is a warning. `ignoreFailures` makes every failure one.
 */
export async function pullImages(
  docker: Docker,
  project: Project,
  options: ImagesOptions & {
    policy?: string | undefined
    ignoreBuildable?: boolean
    ignoreFailures?: boolean
  } = {},
): Promise<void> {
  const names = options.services ?? Object.keys(project.services)
  const local = await localImages(docker, project, names, options.signal)
  const work = new Map<string, { service: string; canBuild: boolean }>()
  for (const name of names) {
    const service = project.services[name]
    if (!service) throw new Error(`There is no service ${name}.`)
    const policy = options.policy ?? service.pull_policy ?? 'always'
    const note = noteFor(name, imageName(project, name, service), options)
    if (!service.image || (service.build && options.ignoreBuildable)) continue
    const present = local.has(service.image)
    if (['never', 'build'].includes(policy) || (present && ['missing', 'if_not_present'].includes(policy))) {
      note({ kind: 'status', state: 'present', because: `the pull policy is ${policy}` })
      continue
    }
    const key = `${service.image} ${service.platform ?? ''}`
    if (!work.has(key)) work.set(key, { service: name, canBuild: service.build !== undefined })
  }
  await together([...work.values()], limits(options), async ({ service, canBuild }, signal) => {
    try {
      await pull(docker, project, service, 'a pull was asked for', { ...options, signal })
    } catch (error) {
      if (isAbort(error) || !(canBuild || options.ignoreFailures)) throw error
      const message = `${error instanceof Error ? error.message : error}${canBuild ? ' It can be built instead.' : ''}`
      noteFor(service, project.services[service]?.image ?? '', options)({ kind: 'warning', message })
    }
  })
}

/** Pushes the images (and tags) of services that are built and named, as `docker compose push` does. */
export async function pushImages(
  docker: Docker,
  project: Project,
  options: ImagesOptions & { ignoreFailures?: boolean } = {},
): Promise<void> {
  const work = (options.services ?? Object.keys(project.services)).flatMap((name) => {
    const service = project.services[name]
    if (!service) throw new Error(`There is no service ${name}.`)
    if (!service.build || !service.image) return []
    return [...new Set([service.image, ...(service.build.tags ?? [])])].map((image) => ({ name, image }))
  })
  await together(work, limits(options), async ({ name, image }, signal) => {
    const note = noteFor(name, image, options)
    note({ kind: 'status', state: 'pushing', because: 'a push was asked for' })
    try {
      const { pushImage } = await registry()
      await pushImage(docker, image, { credentials: options.credentials, signal, note })
      note({ kind: 'status', state: 'pushed', because: 'a push was asked for' })
    } catch (error) {
      signal.throwIfAborted()
      const message = `${image} could not be pushed: ${error instanceof Error ? error.message : error}`
      note({ kind: 'status', state: 'failed', because: message })
      if (!options.ignoreFailures) throw new ImageError({ service: name, image }, message, { cause: error })
    }
  })
}

async function carryOut(
  docker: Docker,
  project: Project,
  decisions: Decision[],
  options: ImagesOptions,
): Promise<Map<string, ReadyImage>> {
  if (decisions.some(({ kind }) => kind !== 'present')) options.beforeWork?.()
  const builds = decisions.filter((one) => one.kind === 'build' || one.kind === 'pull-or-build')
  // The builder is half of this package and most commands build nothing: it is loaded when it is needed.
  const { buildOrder } = builds.length > 0 ? await import('./order.ts') : { buildOrder: noOrder }
  const order = await buildOrder(project, new Map(builds.map((one) => [one.service, one.image])))
  const results = new Map<string, ReadyImage>()
  const pulls = new Map<string, Promise<string>>()
  const perform = async (decision: Decision, signal: AbortSignal) => {
    const { service, image, because } = decision
    const note = noteFor(service, image, options)
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
      results.set(service, { image, id: decision.id, built: false })
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

/** Loaded when it is asked, as the builder is. */
const registry = () => import('../registry/transfer.ts')

const noOrder = async () => new Map<string, string[]>()

async function pull(
  docker: Docker,
  project: Project,
  name: string,
  because: string,
  options: ImagesOptions,
): Promise<string> {
  const service = project.services[name]
  const image = service?.image ?? ''
  const note = noteFor(name, image, options)
  note({ kind: 'status', state: 'pulling', because })
  try {
    const { pullImage } = await registry()
    await pullImage(docker, image, { ...options, platform: service?.platform, note })
    const found = await findImage(docker, image, { signal: options.signal })
    if (!found) throw new Error('the engine pulled it but does not have it.')
    note({ kind: 'status', state: 'pulled', because })
    return found.Id
  } catch (error) {
    options.signal?.throwIfAborted()
    const words = error instanceof Error ? error.message : String(error)
    throw new ImageError(
      { service: name, image },
      `The image ${image} of service ${name} could not be pulled: ${words}`,
      {
        cause: error,
      },
    )
  }
}

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

async function localImages(
  docker: Docker,
  project: Project,
  names: readonly string[],
  signal: AbortSignal | undefined,
): Promise<Map<string, ImageInspect>> {
  const images = new Set(
    names.flatMap((name) => {
      const service = project.services[name]
      return service ? [imageName(project, name, service)] : []
    }),
  )
  const found = await Promise.all(
    [...images].map(async (image) => [image, await findImage(docker, image, { signal })] as const),
  )
  return new Map(found.flatMap(([image, inspect]) => (inspect ? [[image, inspect] as const] : [])))
}

const limits = ({ parallel = 6, signal }: ImagesOptions) => ({ parallel, signal })

function noteFor(service: string, image: string, { onEvent, quiet }: ImagesOptions): Note {
  return (event) => {
    if (quiet && event.kind !== 'status' && event.kind !== 'warning') return
    onEvent?.({ service, image, ...event })
  }
}
