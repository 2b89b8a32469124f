import { readFile } from 'node:fs/promises'
import { isAbsolute, join } from 'node:path'
import type { Project } from '@keelson/compose'
import { ensureImages, findImage, ImageError, type ImageEvent, tagImage } from '@keelson/engine'
import { type BaseImageName, describeImageProgress, ensureBaseImages } from '@keelson/images'
import { credentialsFor } from '../../registries/store.ts'
import type { StoredImage } from '../../storage/tables.ts'
import { listVersions } from '../../versions/store.ts'
import { baseImagesIn } from '../base-images.ts'
import { imageRepository, versionTag } from '../image-names.ts'
import type { Work } from './work.ts'

/** Builds and pulls what the services run. Gives the image of each, by id. */
export async function build(
  work: Work,
  project: Project,
  version: number,
  variables: Record<string, string>,
): Promise<StoredImage[]> {
  const { docker, signal, places } = work
  await ensureBases(work, project)
  const named = nameBuilds(project, work, version)
  await offerEarlierBuilds(work, named, version)
  const present = await imagesPresent(work, named)
  const found = await ensureImages(docker, named, {
    environment: variables,
    root: places.checkout(work.project.name, version),
    credentials: { given: await credentialsFor(work.database, work.sealing, work.project.id) },
    parallel: 2,
    signal,
    onEvent: (event) => say(work, event),
  }).catch((error) => {
    if (error instanceof ImageError) for (const line of error.log) work.log.log('build', error.service, line)
    throw error
  })
  const images: StoredImage[] = []
  for (const [service, { image, id }] of found) {
    const built = project.services[service]?.build !== undefined
    images.push({
      service,
      image: project.services[service]?.image ?? image,
      id,
      built,
      made: built || !present.has(image),
    })
  }
  return images
}

/** What we build gets names of ours, whatever the file calls it: others on this engine keep theirs. */
function nameBuilds(project: Project, work: Work, version: number): Project {
  const installation = work.installation.id
  const services = Object.entries(project.services).map(([name, service]) => {
    if (!service.build) return [name, service] as const
    const { tags: _, ...build } = service.build
    const labels = {
      ...build.labels,
      'io.keelson.installation': installation,
      'io.keelson.project': work.project.name,
    }
    const image = `${imageRepository(installation, work.project.name, name)}:${versionTag(version)}`
    return [name, { ...service, image, build: { ...build, labels }, pull_policy: 'build' }] as const
  })
  return { ...project, services: Object.fromEntries(services) }
}

/** The newest version's image takes this version's name: where nothing changed, that is all there is to do. */
async function offerEarlierBuilds(
  { docker, database, project, signal, installation }: Work,
  named: Project,
  version: number,
) {
  const earlier = (await listVersions(database, project.id)).find(
    ({ number, state }) => number !== version && state === 'ready',
  )
  for (const { service, id, built } of earlier?.images ?? []) {
    const image = `${imageRepository(installation.id, project.name, service)}:${versionTag(version)}`
    if (!built || named.services[service]?.image !== image) continue
    if ((await findImage(docker, image, { signal })) || !(await findImage(docker, id, { signal }))) continue
    await tagImage(docker, id, imageRepository(installation.id, project.name, service), versionTag(version), {
      signal,
    })
  }
}

async function imagesPresent(work: Work, project: Project): Promise<Set<string>> {
  const names = new Set(
    Object.values(project.services).flatMap(({ image, build }) => (image && !build ? [image] : [])),
  )
  const found = await Promise.all(
    [...names].map(async (name) =>
      (await findImage(work.docker, name, { signal: work.signal })) ? [name] : [],
    ),
  )
  return new Set(found.flat())
}

async function ensureBases(work: Work, project: Project): Promise<void> {
  const texts = await Promise.all(
    Object.values(project.services).map(async ({ image = '', build }) => {
      const { context = '', dockerfile = 'Dockerfile', dockerfile_inline: inline } = build ?? {}
      const file = isAbsolute(dockerfile) ? dockerfile : join(context, dockerfile)
      const text = inline ?? (build ? await readFile(file, 'utf8').catch(() => '') : '')
      return [image, text, ...Object.values(build?.args ?? {})].join('\n')
    }),
  )
  const only: BaseImageName[] = baseImagesIn(texts.join('\n'))
  if (only.length === 0) return
  await ensureBaseImages(work.docker, {
    only,
    signal: work.signal,
    onProgress: (progress) => {
      if (progress.state !== 'current') work.log.log('build', 'keelson', describeImageProgress(progress))
    },
  })
}

function say({ log }: Work, event: ImageEvent): void {
  const line = inWords(event)
  if (line !== undefined) log.log('build', event.service, line)
}

/** A line for the log; what only moves a bar is left out. */
function inWords(event: ImageEvent): string | undefined {
  switch (event.kind) {
    case 'status':
      return `${event.image}: ${event.state}${event.because ? ` (${event.because})` : ''}`
    case 'step':
      return event.state === 'running'
        ? undefined
        : `${event.name}${event.state === 'done' ? '' : ` (${event.state})`}`
    case 'log':
      return event.line
    case 'warning':
      return `warning: ${event.message}`
    case 'layer':
      return event.done && event.text !== event.id ? `${event.id}: ${event.text}` : undefined
  }
}
