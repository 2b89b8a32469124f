import type { Project } from '@keelson/compose'
import { pastRemnants } from '../apply/remnant.ts'
import type { BuildMemory } from '../build/build-image.ts'
import type { Wish } from '../build/decide.ts'
import { ensureImages } from '../build/images.ts'
import type { Docker } from '../docker/docker.ts'
import { findImage } from '../docker/images.ts'
import { observe } from '../observe.ts'
import type { Observed } from '../observed.ts'
import { replicas, select } from '../plan/graph.ts'
import type { PlanOptions, ServiceImage } from '../plan/options.ts'
import { plan } from '../plan/plan.ts'
import { isAnonymous } from '../plan/services.ts'
import type { Step } from '../plan/step.ts'
import { carryOut, provided, type VerbOptions, withSocket } from './verb.ts'

export type UpOptions = PlanOptions &
  VerbOptions &
  Wish & {
    memory?: BuildMemory | undefined
    /** No progress of pulls and builds. */
    quiet?: boolean | undefined
  }

/** What was done: the steps in the order planned. */
export type UpResult = { steps: Step[] }

/**
 * Brings the engine to what the project says: images, networks, volumes, containers, then starts.
 * What runs and fits is left alone. With `images` given, none is pulled or built. A dry run pulls and builds
 * nothing either; images that the engine lacks are then taken for unchanged.
 * @throws PlanError, ImageError, StepError; DockerError when the engine is away; AbortError on cancel.
 */
export async function up(docker: Docker, declared: Project, given: UpOptions = {}): Promise<UpResult> {
  const { signal } = given
  const project = await withSocket(await provided(declared, 'up', given), given)
  const options = { ...given, provided: given.provided || given.providers !== undefined }
  const volumes = Object.keys(project.volumes ?? {}).length > 0
  let images = options.images
  return pastRemnants(async (remnants) => {
    const observing = observe(docker, project.name, { signal, volumes })
    const [observed, ready] = await Promise.all([
      observing,
      images ?? imagesOf(docker, project, observing, options),
    ])
    images = ready
    const steps = plan(project, observed, { ...options, images, remnants })
    await carryOut(docker, steps, observed, project, options)
    return { steps }
  })
}

/** `up` without the starting. */
export const create = (docker: Docker, project: Project, options: UpOptions = {}): Promise<UpResult> =>
  up(docker, project, { ...options, start: false })

/** Sets the number of containers of services, touching nothing else. */
export const scale = (
  docker: Docker,
  project: Project,
  numbers: Readonly<Record<string, number>>,
  options: UpOptions = {},
): Promise<UpResult> =>
  up(docker, project, {
    ignoreOrphans: true,
    recreate: 'never',
    ...options,
    scale: numbers,
    services: Object.keys(numbers),
  })

async function imagesOf(
  docker: Docker,
  project: Project,
  observing: Promise<Observed>,
  options: UpOptions,
): Promise<Map<string, ServiceImage>> {
  const { signal, onEvent, quiet, build, pull, dryRun, memory } = options
  const services = [...select(project, options.services, !options.noDeps)].filter((name) => {
    const service = project.services[name]
    return service && !service.provider && (replicas(service, options.scale?.[name]) > 0 || service.build)
  })
  const found = await ensureImages(docker, project, {
    services,
    signal,
    quiet,
    dryRun,
    memory,
    // What cannot be done anyway is said before anything is pulled or built.
    beforeWork: async () => void plan(project, await observing, options),
    ...(build === undefined ? {} : { build }),
    ...(pull === undefined ? {} : { pull }),
    onEvent: onEvent && ((event) => onEvent({ kind: 'image', event })),
  })
  const observed = await observing
  const images = new Map<string, ServiceImage>()
  for (const [name, { id }] of found) images.set(name, { id })
  const asking = services.filter((name) => mountsFromImage(project, observed, name))
  const known = new Map([...found.values()].flatMap((one) => (one.found ? [[one.id, one.found]] : [])))
  const ask = new Set(asking.flatMap((name) => found.get(name)?.id ?? []).filter((id) => !known.has(id)))
  await Promise.all(
    [...ask].map(async (id) => {
      const image = await findImage(docker, id, { signal })
      if (image) known.set(id, image)
    }),
  )
  for (const name of asking) {
    const image = known.get(found.get(name)?.id ?? '')
    if (image) images.set(name, { id: image.Id, volumes: Object.keys(image.Config?.Volumes ?? {}) })
  }
  return images
}

/** True where a container has an anonymous volume that the service does not declare: the image may have asked for it. */
function mountsFromImage(project: Project, observed: Observed, name: string): boolean {
  const declared = new Set(project.services[name]?.volumes?.map(({ target }) => target))
  return observed.containers.some(
    ({ service, mounts }) =>
      service === name &&
      mounts.some(
        (mount) => mount.type === 'volume' && isAnonymous(mount.name) && !declared.has(mount.target),
      ),
  )
}
