import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { gunzipSync } from 'node:zlib'
import type { Entry } from './archive/entry.ts'
import { readTar } from './archive/tar-read.ts'
import type { NpmPackage } from './recipes/recipe.ts'
import { run } from './run.ts'

/** As npm names processors. */
export type Cpu = 'x64' | 'arm64'

/**
 * The files of a package of the npm registry, fetched by the machine's own npm (its registry,
 * proxy, credentials), checked against the digest that the recipe names, kept in the cache.
 */
export async function fetchNpmPackage(
  wanted: NpmPackage,
  cpu: Cpu,
  cache: string,
  signal?: AbortSignal,
): Promise<Entry[]> {
  const name = wanted.package.replace('{cpu}', cpu)
  const integrity = wanted.integrity[cpu]
  const folder = path.join(cache, 'npm')
  const file = path.join(folder, `${name}-${wanted.version}.tgz`)
  let content = await readFile(file).catch(() => undefined)
  if (!content || digestOf(content) !== integrity) {
    await mkdir(folder, { recursive: true })
    const temporary = await mkdtemp(path.join(folder, 'pack-'))
    try {
      await run([...npm(), 'pack', `${name}@${wanted.version}`, '--pack-destination', temporary], { signal })
      await rename(path.join(temporary, path.basename(file)), file)
    } finally {
      await rm(temporary, { recursive: true, force: true })
    }
    content = await readFile(file)
    if (digestOf(content) !== integrity) {
      await rm(file)
      throw new Error(
        `${name} ${wanted.version} came from the npm registry with a wrong checksum. Try again.`,
      )
    }
  }
  const entries = [...readTar(gunzipSync(content))].filter(({ path }) => {
    const inside = path.split('/').slice(1).join('/')
    return !wanted.only || wanted.only.includes(inside)
  })
  return Promise.all(entries.map((entry) => (wanted.strip ? stripped(entry, cache, signal) : entry)))
}

/** Inside `npm start` npm says where it lies itself; elsewhere it is found by name. */
function npm(): [string, ...string[]] {
  const script = process.env.npm_execpath
  return script?.endsWith('.js') ? [process.execPath, script] : ['npm']
}

function digestOf(content: Buffer): string {
  return `sha512-${createHash('sha512').update(content).digest('base64')}`
}

/** Without symbols if the machine has `strip` and the result still runs; as it is otherwise. */
async function stripped(entry: Entry, cache: string, signal?: AbortSignal): Promise<Entry> {
  if (entry.kind !== 'file') return entry
  const folder = await mkdtemp(path.join(cache, 'strip-'))
  const file = path.join(folder, 'program')
  try {
    await writeFile(file, entry.content, { mode: 0o755 })
    await run(['strip', '--strip-all', file], { signal })
    await run([file, '--eval', '0'], { signal })
    return { ...entry, content: await readFile(file) }
  } catch (error) {
    if (signal?.aborted) throw error
    return entry
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
