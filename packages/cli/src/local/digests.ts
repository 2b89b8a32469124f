import type { Project } from '@keelson/compose'
import { type Docker, findImage, parseReference, registryDigest } from '@keelson/engine'
import type { Surroundings } from '../command.ts'
import { Failure } from '../failure.ts'
import { openDocker } from './target.ts'

/**
 * Services with their images pinned to digests (`registry/name:tag@sha256:…`): what the registry says, else what the
 * engine knows from pulling.
 *
 * @throws Failure naming the images whose digest neither can tell.
 */
export async function withDigests(
  project: Project,
  surroundings: Surroundings,
  only: boolean,
): Promise<Project> {
  const docker = await openDocker(surroundings)
  const missing: string[] = []
  const entries = await Promise.all(
    Object.entries(project.services).map(async ([name, service]) => {
      if (!service.image) return [name, service] as const
      const { registry, repository, tag = 'latest', digest: given } = parseReference(service.image)
      const digest = given ?? (await digestOf(docker, service.image))
      if (!digest) missing.push(service.image)
      const image = `${registry}/${repository}${given ? '' : `:${tag}`}@${digest}`
      return [name, { ...service, image }] as const
    }),
  )
  if (missing.length > 0) {
    throw new Failure(`Neither a registry nor the engine knows the digest of ${missing.join(', ')}.`, {
      hint: 'An image has a digest once it was pushed or pulled: keelson pull',
    })
  }
  if (!only) return { ...project, services: Object.fromEntries(entries) }
  const pinned = entries.map(([name, { image, command, entrypoint }]) => [
    name,
    { command, entrypoint, image },
  ])
  return { name: project.name, services: Object.fromEntries(pinned) }
}

async function digestOf(docker: Docker, image: string): Promise<string | undefined> {
  const told = await registryDigest(docker, image, {})
  if (told) return told
  const known = (await findImage(docker, image))?.RepoDigests ?? []
  const repository = image.replace(/:[^:/]+$/, '')
  return (known.find((text) => text.startsWith(`${repository}@`)) ?? known[0])?.split('@')[1]
}
