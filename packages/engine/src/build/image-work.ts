import type { Project } from '@keelson/compose'
import type { Docker } from '../docker/docker.ts'
import { findImage } from '../docker/images.ts'
import type { ImageInspect } from '../docker/types.ts'
import { imageName } from '../labels.ts'
import type { BuildOptions } from './build-image.ts'
import type { ImageEvent, Note } from './events.ts'

export type ImagesOptions = BuildOptions & {
  /** Absent: all services. */
  services?: readonly string[] | undefined
  /** No progress of pulls and builds, only what was decided and what became of it. */
  quiet?: boolean | undefined
  /** How many pulls and builds run at once; 6 when absent. */
  parallel?: number | undefined
  onEvent?: ((event: ImageEvent) => void) | undefined
  /** Tell what would be pulled, built or pushed, and do none of it. */
  dryRun?: boolean | undefined
  /** Called once before the first pull or build, not when there is nothing to do; what it throws ends it. */
  beforeWork?: (() => Promise<void>) | undefined
}

/** The images of services that the engine has, by name. */
export async function localImages(
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

export const limits = ({ parallel = 6, signal }: ImagesOptions) => ({ parallel, signal })

/** Tells events of one service's image. */
export function noteFor(service: string, image: string, { onEvent, quiet }: ImagesOptions): Note {
  return (event) => {
    if (quiet && event.kind !== 'status' && event.kind !== 'warning') return
    onEvent?.({ service, image, ...event })
  }
}
