import type { Project } from '@keelson/compose'
import type { Docker } from '../docker/docker.ts'
import { ImageError } from './events.ts'
import { type ImagesOptions, limits, noteFor } from './image-work.ts'
import { together } from './together.ts'

/**
 * Pushes the images (and tags) of services that are built and named, as `docker compose push` does: services at the
 * same time, the tags of one in turn. They are the same content, which a registry may not take twice at once
 * (distribution 2.8 on a file system answers 500 now and then), and after the first it is there.
 * @throws ImageError, or AbortError on cancel.
 */
export async function pushImages(
  docker: Docker,
  project: Project,
  options: ImagesOptions & { ignoreFailures?: boolean } = {},
): Promise<void> {
  const work = (options.services ?? Object.keys(project.services)).flatMap((name) => {
    const service = project.services[name]
    if (!service) throw new Error(`There is no service ${name}.`)
    if (!service.build || !service.image) return []
    return [{ name, images: new Set([service.image, ...(service.build.tags ?? [])]) }]
  })
  await together(work, limits(options), async ({ name, images }, signal) => {
    for (const image of images) await push(docker, name, image, { ...options, signal })
  })
}

async function push(
  docker: Docker,
  service: string,
  image: string,
  options: ImagesOptions & { ignoreFailures?: boolean; signal: AbortSignal },
): Promise<void> {
  const { credentials, signal } = options
  const note = noteFor(service, image, options)
  const because = 'a push was asked for'
  if (options.dryRun) return note({ kind: 'status', state: 'would push', because })
  note({ kind: 'status', state: 'pushing', because })
  try {
    const { pushImage } = await import('../registry/transfer.ts')
    await pushImage(docker, image, { credentials, signal, note })
    note({ kind: 'status', state: 'pushed', because })
  } catch (error) {
    signal.throwIfAborted()
    const message = `${image} could not be pushed: ${error instanceof Error ? error.message : error}`
    note({ kind: 'status', state: 'failed', because: message })
    if (!options.ignoreFailures) throw new ImageError({ service, image }, message, { cause: error })
  }
}
