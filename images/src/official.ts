import { createHash } from 'node:crypto'
import { type Docker, findImage, jsonLines } from '@keelson/engine'
import { writeTar } from './archive/tar-write.ts'
import { machineEnvironment, machineFiles } from './machine/entries.ts'
import type { Machine } from './machine/machine.ts'
import type { ImageProgress } from './progress.ts'
import { imageTag, type Recipe } from './recipes/recipe.ts'

type Options = {
  /** Why the image is not built from the Debian archive, for people. */
  why: string
  machine: Machine
  onProgress: (progress: ImageProgress) => void
  signal?: AbortSignal | undefined
}

/**
 * Elsewhere than on Debian: the official image under our name, with this machine's settings added.
 *
 * @throws Error if the official image can be neither found nor pulled
 */
export async function wrapOfficial(docker: Docker, recipe: Recipe, options: Options): Promise<void> {
  const { why, machine, onProgress, signal } = options
  const image = imageTag(recipe)
  const dockerfile = officialDockerfile(recipe, machine)
  const content = createHash('sha256')
    .update(JSON.stringify([dockerfile, machine]))
    .digest('hex')
    .slice(0, 32)
  const present = await findImage(docker, image, { signal })
  if (present?.Config?.Labels?.['io.keelson.base.content'] === content)
    return onProgress({ image, state: 'current' })

  const started = performance.now()
  onProgress({ image, state: 'pulling', official: recipe.official, why })
  try {
    if (!(await findImage(docker, recipe.official, { signal }))) {
      const [fromImage = '', tag] = recipe.official.split(':')
      await finish(await docker.stream('POST', '/images/create', { query: { fromImage, tag }, signal }))
    }
    const files = {
      ...machineFiles({ name: 'base' }, { ...machine, apt: {} }),
      ...machineFiles(recipe, machine),
    }
    const context = { Dockerfile: dockerfile, ...files }
    const body = Buffer.concat(
      writeTar(
        Object.entries(context).map(([path, text]) => {
          return { kind: 'file', path, mode: 0o644, uid: 0, gid: 0, mtime: 0, content: Buffer.from(text) }
        }),
      ),
    )
    const labels = JSON.stringify({ 'io.keelson.base': recipe.name, 'io.keelson.base.content': content })
    const query = { t: image, labels, forcerm: true }
    await finish(await docker.stream('POST', '/build', { query, body, signal }))
  } catch (cause) {
    if (signal?.aborted) throw cause
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new Error(
      `${image} cannot be made: ${why}, and ${recipe.official} could not be pulled (${reason}). ` +
        `Build or pull an image that behaves like ${recipe.official} and tag it ${image}.`,
      { cause },
    )
  }
  const size = (await findImage(docker, image, { signal }))?.Size ?? 0
  const seconds = Math.round((performance.now() - started) / 100) / 10
  onProgress({ image, state: 'ready', seconds, megabytes: Math.round(size / 1e6) })
}

/** Adds only what the machine has: without settings of its own, the image is the official one. */
export function officialDockerfile(recipe: Recipe, machine: Machine): string {
  const files = {
    ...machineFiles({ name: 'base' }, { ...machine, apt: {} }),
    ...machineFiles(recipe, machine),
  }
  return [
    `FROM ${recipe.official}`,
    ...Object.keys(files).map((path) => `COPY ${path} /${path}`),
    ...Object.entries(machineEnvironment(recipe, machine)).map(([name, value]) => `ENV ${name}=${value}`),
    '',
  ].join('\n')
}

/** Reads a stream of the engine's messages to its end. @throws Error with the engine's own words */
async function finish(stream: Parameters<typeof jsonLines>[0]): Promise<void> {
  for await (const message of jsonLines<{ error?: string }>(stream)) {
    if (message.error) throw new Error(message.error)
  }
}
