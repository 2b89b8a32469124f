import { mkdir } from 'node:fs/promises'
import { homedir } from 'node:os'
import path from 'node:path'
import { type Docker, engineInfo, findImage } from '@keelson/engine'
import type { Layer } from './archive/image.ts'
import { buildLayer, loadImage, type Workshop } from './build.ts'
import { contentDigest } from './content.ts'
import { openArchive } from './debian/archive.ts'
import { closure, type Package } from './debian/control.ts'
import { dropped } from './debian/dropped.ts'
import { alone } from './lock.ts'
import { readMachine } from './machine/machine.ts'
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
  const known = await usable?.lookUp([base, ...Object.values(recipes)].flatMap(({ packages }) => packages))

  let baseLayer: Promise<Layer> | undefined
  await inParallel(wanted, 2, async (recipe) => {
    const image = imageTag(recipe)
    const parts =
      usable && known ? partsOf(recipe, known) : 'this machine has no Debian archive for the engine'
    if (!usable || typeof parts === 'string') {
      return wrapOfficial(docker, recipe, { why: String(parts), machine, onProgress, signal })
    }
    const content = contentDigest(recipe, [...parts.shared, ...parts.own], machine)
    if (await isCurrent(docker, recipe, content, signal)) return onProgress({ image, state: 'current' })

    await alone(path.join(cache, `${recipe.name}.lock`), signal, async () => {
      if (await isCurrent(docker, recipe, content, signal)) return onProgress({ image, state: 'current' })
      const started = performance.now()
      const workshop: Workshop = { archive: usable, machine, cache, signal }
      onProgress({ image, state: 'downloading', packages: parts.own.length + (recipe.npm?.length ?? 0) })
      await usable.download([...parts.shared, ...parts.own])
      onProgress({ image, state: 'building' })
      baseLayer ??= buildLayer(base, parts.shared, workshop)
      const layers = [await baseLayer, await buildLayer(recipe, parts.own, workshop)]
      await loadImage(docker, recipe, layers, content, workshop)
      onProgress({
        image,
        state: 'ready',
        seconds: Math.round((performance.now() - started) / 100) / 10,
        megabytes: Math.round(layers.reduce((total, layer) => total + layer.size, 0) / 1e6),
      })
    })
  })
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
