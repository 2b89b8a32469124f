import type { Readable } from 'node:stream'
import type { Filters } from './containers.ts'
import type { Docker } from './docker.ts'
import { isNotFound } from './error.ts'
import type { ImageInspect, ImageSummary } from './types.ts'

type Cancel = { signal?: AbortSignal | undefined }

// A reference holds slashes that the engine's router wants to see as they are.
const at = (reference: string, verb = '') => `/images/${encodeURI(reference)}${verb}`

export const listImages = (
  docker: Docker,
  { filters, all, signal }: Cancel & { filters?: Filters; all?: boolean } = {},
): Promise<ImageSummary[]> =>
  docker.json('GET', '/images/json', { query: { all, filters: filters && JSON.stringify(filters) }, signal })

/** The image, or `undefined` when the engine does not have it. */
export async function findImage(
  docker: Docker,
  reference: string,
  { signal }: Cancel = {},
): Promise<ImageInspect | undefined> {
  try {
    return await docker.json('GET', at(reference, '/json'), { signal })
  } catch (error) {
    if (isNotFound(error)) return undefined
    throw error
  }
}

export async function tagImage(
  docker: Docker,
  reference: string,
  repo: string,
  tag: string,
  { signal }: Cancel = {},
): Promise<void> {
  await docker.text('POST', at(reference, '/tag'), { query: { repo, tag }, signal })
}

export const removeImage = (
  docker: Docker,
  reference: string,
  { force, noPrune, signal }: Cancel & { force?: boolean; noPrune?: boolean } = {},
): Promise<{ Untagged?: string; Deleted?: string }[]> =>
  docker.json('DELETE', at(reference), { query: { force, noprune: noPrune }, signal })

/** Makes an image from the tar archive of a file system. `changes` are Dockerfile instructions such as `CMD [...]`. */
export async function importImage(
  docker: Docker,
  archive: Uint8Array | Readable,
  { repo, tag, changes, signal }: Cancel & { repo: string; tag: string; changes?: string[] },
): Promise<void> {
  const answer = await docker.text('POST', '/images/create', {
    query: { fromSrc: '-', repo, tag, changes },
    body: archive,
    signal,
  })
  const failed = answer.split('\n').find((line) => line.includes('"error"'))
  if (failed) throw new Error(`The engine could not import ${repo}:${tag}: ${JSON.parse(failed).error}`)
}
