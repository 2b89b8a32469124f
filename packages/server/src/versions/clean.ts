import { findImage } from '@keelson/engine'
import { type Removing, removeImages } from '../deploys/stages/remove.ts'
import type { StoredImage } from '../storage/tables.ts'
import { changeVersion, type VersionRow } from './store.ts'

/**
 * Removes the images of a version that nothing else uses. Its record, its rendered model and its checkout stay: it is
 * built again, and what was pulled is pulled by digest, when it is turned on.
 */
export async function cleanVersion(work: Removing, version: VersionRow): Promise<void> {
  const images = await Promise.all(version.images.map((image) => withOrigin(work, image)))
  await changeVersion(work.database, work.project.id, version.number, {
    state: 'cleaned',
    images: JSON.stringify(images),
  })
  await removeImages(work, version)
}

/** A tag may mean another image by then; the digest is what the registry knows it by. */
async function withOrigin({ docker, signal }: Removing, image: StoredImage): Promise<StoredImage> {
  if (image.built || !image.made) return image
  const found = await findImage(docker, image.id, { signal })
  const digest = found?.RepoDigests?.[0]
  return digest === undefined ? image : { ...image, pull: digest }
}
