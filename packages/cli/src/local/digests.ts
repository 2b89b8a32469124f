import type { Project } from '@keelson/compose'
import { findImage } from '@keelson/engine'
import { Failure } from '../failure.ts'
import { openDocker } from './target.ts'

/**
 * Services with their images pinned to digests (`name@sha256:…`), as the engine knows them from pulling.
 *
 * @throws Failure naming the images that were never pulled.
 */
export async function withDigests(
  project: Project,
  env: Readonly<Record<string, string | undefined>>,
  only: boolean,
): Promise<Project> {
  const docker = openDocker(env)
  const missing: string[] = []
  const entries = await Promise.all(
    Object.entries(project.services).map(async ([name, service]) => {
      if (!service.image || service.image.includes('@')) return [name, service] as const
      const repository = service.image.replace(/:[^:/]+$/, '')
      const digests = (await findImage(docker, service.image))?.RepoDigests ?? []
      const digest = digests.find((text) => text.startsWith(`${repository}@`)) ?? digests[0]
      if (!digest) missing.push(service.image)
      const image = `${service.image}@${digest?.split('@')[1] ?? ''}`
      return [name, { ...service, image }] as const
    }),
  )
  if (missing.length > 0) {
    throw new Failure(`The engine knows no digest of ${missing.join(', ')}.`, {
      hint: 'Pull first: keelson pull',
    })
  }
  if (!only) return { ...project, services: Object.fromEntries(entries) }
  const pinned = entries.map(([name, { image, command, entrypoint }]) => [
    name,
    { command, entrypoint, image },
  ])
  return { name: project.name, services: Object.fromEntries(pinned) }
}
