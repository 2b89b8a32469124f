import type { Project } from '@keelson/compose'
import type { Docker } from '../docker/docker.ts'
import { ImageError } from './events.ts'
import { type ImagesOptions, limits, noteFor } from './image-work.ts'
import { together } from './together.ts'

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
    if (options.dryRun) return note({ kind: 'status', state: 'would push', because: 'a push was asked for' })
    note({ kind: 'status', state: 'pushing', because: 'a push was asked for' })
    try {
      const { pushImage } = await import('../registry/transfer.ts')
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
