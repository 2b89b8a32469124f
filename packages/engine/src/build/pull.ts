import type { Project } from '@keelson/compose'
import type { Docker } from '../docker/docker.ts'
import { isAbort } from '../docker/error.ts'
import { findImage } from '../docker/images.ts'
import { imageName } from '../labels.ts'
import { ImageError } from './events.ts'
import { type ImagesOptions, limits, localImages, noteFor } from './image-work.ts'
import { together } from './together.ts'

/**
 * Pulls the images of services, as `docker compose pull` does: an image that cannot be pulled but can be built is
 * told once the others are there. `ignoreFailures` makes every failure a warning.
 *
 * @throws ImageError.
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
  const failed: ConstructorParameters<typeof ImageError>[] = []
  await together([...work.values()], limits(options), async ({ service, canBuild }, signal) => {
    if (options.dryRun) {
      const note = noteFor(service, project.services[service]?.image ?? '', options)
      return note({ kind: 'status', state: 'would pull', because: 'a pull was asked for' })
    }
    try {
      await pull(docker, project, service, 'a pull was asked for', { ...options, signal })
    } catch (error) {
      if (isAbort(error) || !(canBuild || options.ignoreFailures)) throw error
      const message = `${error instanceof Error ? error.message : error}${canBuild ? ' It can be built instead.' : ''}`
      const image = project.services[service]?.image ?? ''
      if (options.ignoreFailures) noteFor(service, image, options)({ kind: 'warning', message })
      else failed.push([{ service, image }, message, { cause: error }])
    }
  })
  const [first] = failed
  if (first) throw new ImageError(first[0], failed.map(([, message]) => message).join('\n'), first[2])
}

/** Pulls the image of one service and gives its id. @throws ImageError. */
export async function pull(
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
    const { pullImage } = await import('../registry/transfer.ts')
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
