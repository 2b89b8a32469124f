import {
  type Docker,
  findImage,
  isConflict,
  isNotFound,
  listContainers,
  listImages,
  listNetworks,
  listVolumes,
  removeImage,
} from '@keelson/engine'
import { imageTag } from './recipes/recipe.ts'
import { recipes } from './recipes/recipes.ts'

/**
 * Removes the base images, unless an object of any installation is still on the engine: they are
 * shared. An image that something else uses stays.
 *
 * @returns the names that were removed; an empty list if an installation still needs them
 */
export async function removeBaseImages(
  docker: Docker,
  { signal }: { signal?: AbortSignal } = {},
): Promise<string[]> {
  const filters = { label: ['io.keelson.installation'] }
  const [containers, networks, volumes, images] = await Promise.all([
    listContainers(docker, { all: true, filters, signal }),
    listNetworks(docker, { filters, signal }),
    listVolumes(docker, { filters, signal }),
    listImages(docker, { filters, signal }),
  ])
  if (containers.length + networks.length + volumes.length + images.length > 0) return []

  const removed: string[] = []
  // By name, since images that users build on them inherit their labels.
  for (const reference of Object.values(recipes).map(imageTag)) {
    const labels = (await findImage(docker, reference, { signal }))?.Config?.Labels
    if (!labels?.['io.keelson.base']) continue
    try {
      await removeImage(docker, reference, { signal })
      removed.push(reference)
    } catch (error) {
      if (!isConflict(error) && !isNotFound(error)) throw error
    }
  }
  return removed
}
