import { createHash } from 'node:crypto'
import { access, mkdir, readdir, readFile, rename, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { alone } from '../lock.ts'
import { run } from '../run.ts'
import { type Package, parseControl } from './control.ts'
import { dropped } from './dropped.ts'

/** The Debian (or Ubuntu) archive, as this machine's own apt reaches it: mirrors, proxies, keys. */
export type Archive = {
  /** What the archive has, for these packages and all they need. Unknown names are left out. */
  lookUp(names: string[]): Promise<ReadonlyMap<string, Package>>
  /** The package's file: downloaded once, its checksum compared on each use. Gives its path. */
  download(packages: Package[]): Promise<Map<string, string>>
  /** Fetches package lists of our own: the machine's may be so old that their packages are gone. */
  refresh(): Promise<void>
  architecture: string
}

/** A package that the lists name is not to be had: they are old, or there is no way to the archive. */
export class NotDownloaded extends Error {
  override readonly name = 'NotDownloaded'
}

const advice = 'Check that "apt-get update" works on this machine, then try again.'

const listsFolder = '/var/lib/apt/lists'

/**
 * @param cache a folder of ours; the machine's own package lists and cache are read, never changed
 * @returns undefined where there is no apt
 */
export async function openArchive(cache: string, signal?: AbortSignal): Promise<Archive | undefined> {
  const present = await Promise.all(['/usr/bin/apt-get', '/usr/bin/dpkg-deb'].map(exists))
  if (!present.every(Boolean)) return undefined
  const architecture = (await run(['dpkg', '--print-architecture'], { signal })).toString().trim()

  const debs = path.join(cache, 'debs')
  const ownLists = path.join(cache, 'lists')
  await mkdir(path.join(debs, 'partial'), { recursive: true })
  const common = ['Dir::State::status=/dev/null', `Dir::Cache=${cache}`, 'APT::Sandbox::User=root']
  common.push('Dir::Cache::pkgcache=pkgcache.bin', 'Dir::Cache::srcpkgcache=srcpkgcache.bin')
  if (await isNewer(path.join(ownLists, 'ready'), listsFolder)) common.push(`Dir::State::lists=${ownLists}`)
  const apt = (program: string, args: string[], cwd = cache) =>
    run([program, ...common.flatMap((option) => ['-o', option]), ...args], { signal, cwd, allowed: [0, 100] })

  /** Fetches package lists of our own, where the machine has none or its lists are too old. */
  async function update(): Promise<void> {
    await mkdir(path.join(ownLists, 'partial'), { recursive: true })
    await apt('apt-get', ['-o', `Dir::State::lists=${ownLists}`, 'update', '-q'])
    // apt reports success also if it reached nothing.
    if (!(await readdir(ownLists)).some((name) => name.includes('_Packages'))) return
    await writeFile(path.join(ownLists, 'ready'), '')
    const option = `Dir::State::lists=${ownLists}`
    if (!common.includes(option)) common.push(option)
  }

  async function fetchMissing(packages: Package[]): Promise<void> {
    const missing: Package[] = []
    for (const item of packages) {
      if ((await digestOf(path.join(debs, fileName(item)))) !== item.sha256) missing.push(item)
    }
    if (missing.length > 0) {
      const names = missing.map((item) => `${item.name}=${item.version}`)
      await apt('apt-get', ['download', '-q', ...names], debs)
    }
    for (const item of missing) {
      if ((await digestOf(path.join(debs, fileName(item)))) === item.sha256) continue
      throw new NotDownloaded(
        `The package ${item.name} ${item.version} could not be downloaded, or its checksum is wrong. ${advice}`,
      )
    }
  }

  async function show(names: string[]): Promise<Package[]> {
    return parseControl((await apt('apt-cache', ['show', '--no-all-versions', ...names])).toString())
  }

  async function walk(names: string[]): Promise<Map<string, Package>> {
    const known = new Map<string, Package>()
    const asked = new Set<string>(dropped)
    for (let wave = names; wave.length > 0; ) {
      for (const name of wave) asked.add(name)
      const answer = await show(wave)
      for (const item of answer) known.set(item.name, item)
      const next = new Set(answer.flatMap((item) => item.depends.flatMap((names) => names.slice(0, 2))))
      wave = [...next].filter((name) => !asked.has(name))
    }
    return known
  }

  return {
    architecture,
    refresh: update,

    async lookUp(names) {
      const key = await fingerprint(names)
      const file = path.join(cache, `index-${key}.json`)
      if (await exists(file)) {
        const stored: Package[] = JSON.parse(await readFile(file, 'utf8'))
        return new Map(stored.map((item) => [item.name, item]))
      }
      let known = await walk(names)
      if (known.size === 0) {
        await update()
        known = await walk(names)
        if (known.size === 0)
          throw new NotDownloaded(`The package lists of the archive are not to be had. ${advice}`)
      }
      await writeWhole(
        path.join(cache, `index-${await fingerprint(names)}.json`),
        JSON.stringify([...known.values()]),
      )
      return known
    },

    async download(packages) {
      // Two images have packages in common, and apt writes each file in place.
      await alone(path.join(cache, 'download.lock'), signal, () => fetchMissing(packages))
      return new Map(packages.map((item) => [item.name, path.join(debs, fileName(item))]))
    },
  }

  /** Changes when the archive's lists on this machine do: new versions may be there then. */
  async function fingerprint(names: string[]): Promise<string> {
    const hash = createHash('sha256').update([...names, '-', ...dropped].join(' '))
    const folder =
      common.find((option) => option.startsWith('Dir::State::lists='))?.split('=')[1] ?? listsFolder
    for (const name of (await readdir(folder).catch(() => [])).sort()) {
      const { size, mtimeMs, isFile } = await stat(path.join(folder, name)).then((found) => ({
        size: found.size,
        mtimeMs: found.mtimeMs,
        isFile: found.isFile(),
      }))
      if (isFile) hash.update(`${name} ${size} ${mtimeMs}\n`)
    }
    return hash.digest('hex').slice(0, 16)
  }
}

function fileName(item: Package): string {
  return `${item.name}_${item.version.replaceAll(':', '%3a')}_${item.architecture}.deb`
}

async function digestOf(file: string): Promise<string | undefined> {
  const content = await readFile(file).catch(() => undefined)
  return content && createHash('sha256').update(content).digest('hex')
}

async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  )
}

/** Whether the first is there, and was written after the newest file of the folder. */
async function isNewer(file: string, folder: string): Promise<boolean> {
  const own = await stat(file).catch(() => undefined)
  if (!own) return false
  const names = await readdir(folder).catch(() => [])
  const times = await Promise.all(names.map((name) => stat(path.join(folder, name))))
  return times.every((found) => !found.isFile() || found.mtimeMs < own.mtimeMs)
}

/** Another process never sees half a file. */
async function writeWhole(file: string, content: string): Promise<void> {
  const temporary = `${file}.${process.pid}`
  await writeFile(temporary, content)
  await rename(temporary, file)
}
