import { Readable } from 'node:stream'
import { type Docker, findImage, removeImage } from '@keelson/engine'
import { type ImageConfig, imageArchive, type Layer } from './archive/image.ts'
import type { Archive } from './debian/archive.ts'
import type { Package } from './debian/control.ts'
import { makeLayer, type Source, unpackDeb } from './layer.ts'
import { machineEntries, machineEnvironment } from './machine/entries.ts'
import type { Machine } from './machine/machine.ts'
import { type Cpu, fetchNpmPackage } from './npm-package.ts'
import { base } from './recipes/base.ts'
import { imageTag, type Recipe } from './recipes/recipe.ts'

export type Workshop = { archive: Archive; machine: Machine; cache: string; signal?: AbortSignal | undefined }

/** Downloads what the recipe needs and puts its layer together. */
export async function buildLayer(recipe: Recipe, packages: Package[], workshop: Workshop): Promise<Layer> {
  const { archive, machine, cache, signal } = workshop
  const files = await archive.download(packages)
  const sources: Source[] = []
  for (const [name, file] of files) sources.push({ name, into: '', entries: await unpackDeb(file, signal) })
  const cpu: Cpu = archive.architecture === 'arm64' ? 'arm64' : 'x64'
  for (const wanted of recipe.npm ?? []) {
    const entries = await fetchNpmPackage(wanted, cpu, cache, signal)
    sources.push({ name: wanted.package, into: wanted.into, entries })
  }
  return makeLayer(recipe, sources, (mtime) => machineEntries(recipe, machine, mtime))
}

/** Gives the image to the engine; an older one of the same name goes if nothing uses it. */
export async function loadImage(
  docker: Docker,
  recipe: Recipe,
  layers: Layer[],
  content: string,
  workshop: Workshop,
): Promise<void> {
  const { archive, machine, signal } = workshop
  const tag = imageTag(recipe)
  const before = await findImage(docker, tag, { signal })
  const environment = { ...base.config.Env, ...machineEnvironment(recipe, machine), ...recipe.config.Env }
  const config: ImageConfig = {
    ...recipe.config,
    Env: Object.entries(environment).map(([name, value]) => `${name}=${value}`),
    Labels: { 'io.keelson.base': recipe.name, 'io.keelson.base.content': content },
  }
  const body = Readable.from(imageArchive(tag, layers, config, archive.architecture))
  const answer = await docker.text('POST', '/images/load', { query: { quiet: true }, body, signal })
  const after = await findImage(docker, tag, { signal })
  if (after?.Config?.Labels?.['io.keelson.base.content'] !== content) {
    throw new Error(`The engine did not take the image ${tag}. It said: ${answer.trim() || 'nothing'}`)
  }
  // In use by a container or with children, it stays; the engine says so.
  if (before && before.Id !== after.Id)
    await removeImage(docker, before.Id, { signal }).catch(() => undefined)
}
