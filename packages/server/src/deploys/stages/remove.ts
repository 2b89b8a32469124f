import { rm } from 'node:fs/promises'
import {
  apply,
  findImage,
  isConflict,
  isNotFound,
  listContainers,
  listImages,
  listNetworks,
  listVolumes,
  observe,
  planDown,
  removeImage,
  removeNetwork,
  removeVolume,
} from '@keelson/engine'
import type { StoredImage } from '../../storage/tables.ts'
import * as versions from '../../versions/store.ts'
import { versionTag } from '../image-names.ts'
import { onlyOurs, releaseVolumes, tellProgress } from './apply.ts'
import type { Work } from './work.ts'

/** Stops and removes containers and networks of a Compose project, and its volumes only where that is said. */
export async function takeDown(
  work: Work,
  composeProject: string,
  options: { volumes: boolean },
): Promise<void> {
  const { docker, signal } = work
  const { networks, volumes, ...rest } = onlyOurs(work, await observe(docker, composeProject, { signal }))
  const ours = ({ labels }: { labels: Record<string, string> }) =>
    labels['io.keelson.installation'] === work.installation.id
  // A name may be shared with somebody; what carries it is removed only where we made it.
  const observed = { ...rest, networks: networks.filter(ours), volumes: volumes.filter(ours) }
  const steps = planDown(observed, { volumes: options.volumes, removeOrphans: true })
  const numbers = new Map(steps.map((step, index) => [step.id, index]))
  await releaseVolumes(work, steps)
  for await (const progress of apply(steps, docker, { observed, signal }))
    tellProgress(work, progress, numbers)
  await removeRemains(work, composeProject, options.volumes)
}

/** Whatever carries our label and the project's, should anything have been overlooked. */
async function removeRemains(
  { docker, signal, installation }: Work,
  composeProject: string,
  volumes: boolean,
) {
  const filters = {
    label: [`com.docker.compose.project=${composeProject}`, `io.keelson.installation=${installation.id}`],
  }
  for (const { Id } of await listNetworks(docker, { filters, signal }))
    await ifThere(removeNetwork(docker, Id, { signal }))
  if (!volumes) return
  for (const { Name } of await listVolumes(docker, { filters, signal }))
    await ifThere(removeVolume(docker, Name, { signal }))
}

/** What removing images needs. */
export type Removing = Pick<Work, 'docker' | 'database' | 'project' | 'installation' | 'signal'>

/** Removes the names that this version gave to images, and the images that nothing uses any more. */
export async function removeImages(
  work: Removing,
  version: { number: number; images: StoredImage[] },
): Promise<void> {
  const { docker, database, project, signal } = work
  const kept = await versions.imagesOfOthers(database, { projectId: project.id, number: version.number })
  await untagVersion(work, version.number)
  const used = new Set((await listContainers(docker, { all: true, signal })).map(({ ImageID }) => ImageID))
  for (const { id, image, made, built } of version.images) {
    if (!made || kept.has(id) || used.has(id)) continue
    const pulled = built ? [] : [image, `${image}:latest`]
    await dropImage(work, id, (name) => isOurName(work, name) || pulled.includes(name))
  }
}

/** Is this a name that this installation gave to an image? */
export const isOurName = ({ installation }: Pick<Removing, 'installation'>, name: string) =>
  name.startsWith(`keelson-${installation.id}/`)

/** Takes the names that are ours from an image, and removes it when it has none left. */
export async function dropImage(
  { docker, signal }: Pick<Removing, 'docker' | 'signal'>,
  id: string,
  isOurs: (name: string) => boolean,
): Promise<void> {
  const names = (await findImage(docker, id, { signal }))?.RepoTags ?? []
  for (const name of names.filter(isOurs)) await ifThere(removeImage(docker, name, { signal }))
  if ((await findImage(docker, id, { signal }))?.RepoTags?.length === 0)
    await ifThere(removeImage(docker, id, { signal }))
}

/** The tags that a build of this version set, whether it was finished or not. */
export async function untagVersion(
  { docker, project, installation, signal }: Removing,
  number: number,
): Promise<void> {
  const prefix = `keelson-${installation.id}/${project.name}-`
  const label = [`io.keelson.installation=${installation.id}`, `io.keelson.project=${project.name}`]
  for (const image of await listImages(docker, { filters: { label }, signal })) {
    for (const tag of image.RepoTags ?? []) {
      if (tag.startsWith(prefix) && tag.endsWith(`:${versionTag(number)}`)) {
        await ifThere(removeImage(docker, tag, { signal }))
      }
    }
  }
}

export const removeCheckout = ({ places, project }: Work, number: number) =>
  rm(places.checkout(project.name, number), { recursive: true, force: true })

/** What is gone already, or still used by others, is no failure of a removal. */
async function ifThere(removal: Promise<unknown>): Promise<void> {
  try {
    await removal
  } catch (error) {
    if (!isNotFound(error) && !isConflict(error)) throw error
  }
}
