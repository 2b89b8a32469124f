import { mkdir } from 'node:fs/promises'
import { homedir } from 'node:os'
import path from 'node:path'
import { type Docker, engineInfo, findImage } from '@keelson/engine'
import type { Layer } from './archive/image.ts'
import { buildLayer, loadImage, type Workshop } from './build.ts'
import { contentDigest } from './content.ts'
import { type Archive, NotDownloaded, openArchive } from './debian/archive.ts'
import { closure, type Package } from './debian/control.ts'
import { dropped } from './debian/dropped.ts'
import { alone } from './lock.ts'
import { type Machine, readMachine } from './machine/machine.ts'
import { wrapOfficial } from './official.ts'
import type { ImageProgress } from './progress.ts'
import { type BaseImageName, imageTag, type Recipe } from './recipes/recipe.ts'
import { base, recipes } from './recipes/recipes.ts'

export type EnsureOptions = {
  /** All of them when absent. */
  only?: BaseImageName[]
  onProgress?: (progress: ImageProgress) => void
  signal?: AbortSignal | undefined
  /** Where downloads are kept; a folder of the user's own cache when absent. */
  cache?: string
}

/**
 * Makes sure that the engine has the base images, as this version of Keelson, the archive's package
 * versions and this machine's settings make them. Does nothing, quickly, for those that are current.
 *
 * @throws Error with what could not be had and what to do about it
 */
export async function ensureBaseImages(docker: Docker, options: EnsureOptions = {}): Promise<void> {
  const { onProgress = () => undefined, signal } = options
  const cache = options.cache ?? defaultCache()
  await mkdir(cache, { recursive: true })
  const wanted = (options.only ?? (Object.keys(recipes) as BaseImageName[])).map((name) => recipes[name])
  const [machine, archive, info] = await Promise.all([
    readMachine(),
    openArchive(cache, signal),
    engineInfo(docker, { signal }),
  ])
  const usable = archive && sameProcessor(info.Architecture, archive.architecture) ? archive : undefined
  const pass = () => ensureAll(docker, wanted, usable, { machine, cache, signal, onProgress })
  try {
    await pass()
  } catch (error) {
    if (!(error instanceof NotDownloaded)) throw error
    // The archive has moved on since this machine asked last.
    await usable?.refresh()
    await pass().catch((again) => keepPresent(docker, wanted, again, { signal, onProgress }))
  }
}

type Pass = {
  machine: Machine
  cache: string
  signal: AbortSignal | undefined
  onProgress: (progress: ImageProgress) => void
}

async function ensureAll(
  docker: Docker,
  wanted: Recipe[],
  archive: Archive | undefined,
  { machine, cache, signal, onProgress }: Pass,
): Promise<void> {
  const known = await archive?.lookUp([base, ...Object.values(recipes)].flatMap(({ packages }) => packages))
  let baseLayer: Promise<Layer> | undefined
  await inParallel(wanted, 2, async (recipe) => {
    const image = imageTag(recipe)
    const parts = known ? partsOf(recipe, known) : 'this machine has no Debian archive for the engine'
    if (!archive || typeof parts === 'string') {
      return wrapOfficial(docker, recipe, { why: String(parts), machine, onProgress, signal })
    }
    const content = contentDigest(recipe, [...parts.shared, ...parts.own], machine)
    if (await isCurrent(docker, recipe, content, signal)) return onProgress({ image, state: 'current' })

    await alone(path.join(cache, `${recipe.name}.lock`), signal, async () => {
      if (await isCurrent(docker, recipe, content, signal)) return onProgress({ image, state: 'current' })
      const started = performance.now()
      const workshop: Workshop = { archive, machine, cache, signal }
      onProgress({ image, state: 'downloading', packages: parts.own.length + (recipe.npm?.length ?? 0) })
      await archive.download([...parts.shared, ...parts.own])
      onProgress({ image, state: 'building' })
      baseLayer ??= buildLayer(base, parts.shared, workshop)
      const layers = [await baseLayer, await buildLayer(recipe, parts.own, workshop)]
      await loadImage(docker, recipe, layers, content, workshop)
      const seconds = Math.round((performance.now() - started) / 100) / 10
      const bytes = layers.reduce((total, layer) => total + layer.size, 0)
      onProgress({ image, state: 'ready', seconds, megabytes: Math.round(bytes / 1e6) })
    })
  })
}

/** Without a way to the archive, images of before will do. @throws the error, if one of them is not there */
async function keepPresent(
  docker: Docker,
  wanted: Recipe[],
  error: unknown,
  { signal, onProgress }: Pick<Pass, 'signal' | 'onProgress'>,
): Promise<void> {
  if (!(error instanceof NotDownloaded)) throw error
  for (const recipe of wanted) {
    const image = imageTag(recipe)
    if (!(await findImage(docker, image, { signal }))) throw error
    onProgress({ image, state: 'kept', why: error.message })
  }
}

/** What goes into the shared layer and the image's own; a sentence when the archive does not have it. */
function partsOf(
  recipe: Recipe,
  known: ReadonlyMap<string, Package>,
): { shared: Package[]; own: Package[] } | string {
  const shared = closure(known, base.packages, dropped)
  const own = closure(known, recipe.packages, dropped)
  const missing = [...shared.missing, ...own.missing]
  if (missing.length > 0) return `this machine's archive has no package ${missing.join(', ')}`
  const { version } = recipe
  const found = version && known.get(version.package)?.version.replace(/^\d+:/, '')
  if (version && !found?.startsWith(version.startsWith)) {
    return `this machine's archive has ${version.package} ${found}, not ${version.startsWith}x`
  }
  const inBase = new Set(shared.packages.map(({ name }) => name))
  return { shared: shared.packages, own: own.packages.filter(({ name }) => !inBase.has(name)) }
}

async function isCurrent(
  docker: Docker,
  recipe: Recipe,
  content: string,
  signal?: AbortSignal,
): Promise<boolean> {
  const image = await findImage(docker, imageTag(recipe), { signal })
  return image?.Config?.Labels?.['io.keelson.base.content'] === content
}

/** Docker names processors as the kernel does, Debian in its own way. */
function sameProcessor(engine: string, debian: string): boolean {
  return { x86_64: 'amd64', aarch64: 'arm64' }[engine] === debian || engine === debian
}

function defaultCache(): string {
  return path.join(process.env.XDG_CACHE_HOME || path.join(homedir(), '.cache'), 'keelson', 'images')
}

/** At most `limit` at a time; the first failure is thrown once the others have ended. */
async function inParallel<T>(items: T[], limit: number, work: (item: T) => Promise<void>): Promise<void> {
  const rest = [...items]
  const lane = async () => {
    for (let item = rest.shift(); item; item = rest.shift()) await work(item)
  }
  const ends = await Promise.allSettled(Array.from({ length: limit }, lane))
  const failed = ends.find((end) => end.status === 'rejected')
  if (failed) throw failed.reason
}
