import { link, lstat, mkdir, readlink, realpath, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { basename, dirname, join, posix, resolve, sep } from 'node:path'
import type { Readable } from 'node:stream'
import { type Entry, listContext, packContext } from '../build/context.ts'
import { readTar } from '../build/untar.ts'
import { getArchive, putArchive, statPath } from '../docker/containers.ts'
import type { Docker } from '../docker/docker.ts'
import { isNotFound } from '../docker/error.ts'

type Cancel = { signal?: AbortSignal | undefined }

/**
 * A file or folder of this machine to a path in a container, by the rules of `cp -a`: into a folder that exists.
 * A link is copied as one unless `followLink`. @throws where what would hold it is not there.
 */
export async function copyTo(
  docker: Docker,
  container: string,
  source: string,
  path: string,
  { signal, followLink = false }: Cancel & { followLink?: boolean } = {},
): Promise<void> {
  const contentOnly = /(^|\/)\.$/.test(source)
  const real = followLink ? await realpath(source) : resolve(source)
  const what = followLink ? await stat(real) : await lstat(real)
  const isFolder = await folderAt(docker, container, path, { signal })
  if (isFolder === undefined && path.endsWith('/') && !what.isDirectory()) {
    throw new Error(`There is no folder ${path} in the container. Create it, or leave out the slash.`)
  }
  const parent = posix.dirname(posix.resolve('/', path))
  if (isFolder === undefined && !(await folderAt(docker, container, parent, { signal }))) {
    throw new Error(`There is no folder ${parent} in the container. Create it, or correct the path.`)
  }
  if (isFolder === false && what.isDirectory())
    throw new Error(`${path} in the container is a file, not a folder.`)
  const into = isFolder && !(contentOnly && what.isDirectory())
  const target = (into ? `${path}/${basename(resolve(source))}` : path)
    .replace(/\/+/g, '/')
    .replace(/(.)\/$/, '$1')
  const entries = await entriesOf(real, target.replace(/^\//, ''), signal)
  await putArchive(docker, container, '/', packContext(entries), { signal })
}

async function entriesOf(real: string, target: string, signal: AbortSignal | undefined): Promise<Entry[]> {
  const info = await lstat(real, { bigint: true })
  if (info.isDirectory()) {
    const inside = await listContext(real, undefined, signal)
    const prefixed = inside.map((entry) => ({
      ...entry,
      path: target === '' ? entry.path : `${target}/${entry.path}`,
    }))
    if (target === '') return prefixed
    return [
      { path: target, kind: 'folder', mode: Number(info.mode & 0o7777n), size: 0, mtime: info.mtimeNs },
      ...prefixed,
    ]
  }
  if (info.isSymbolicLink()) {
    const link = { mode: 0o777, size: 0, mtime: info.mtimeNs, target: await readlink(real) }
    return [{ path: target, kind: 'link', ...link }]
  }
  const mode = Number(info.mode & 0o7777n)
  return [{ path: target, kind: 'file', mode, size: Number(info.size), mtime: info.mtimeNs, source: real }]
}

/** True for a folder, false for anything else, undefined for nothing. */
async function folderAt(
  docker: Docker,
  container: string,
  path: string,
  cancel: Cancel,
): Promise<boolean | undefined> {
  try {
    // The engine answers with the bits of Go's file mode; the highest one means a folder.
    return ((await statPath(docker, container, path, cancel)).mode & 0x8000_0000) !== 0
  } catch (error) {
    if (isNotFound(error)) return undefined
    throw error
  }
}

/**
 * A file or folder of a container to this machine. Nothing is ever written outside the destination.
 * A link is copied as one unless `followLink`. @throws where what would hold it is not there.
 */
export async function copyFrom(
  docker: Docker,
  container: string,
  path: string,
  destination: string,
  { signal, followLink = false }: Cancel & { followLink?: boolean } = {},
): Promise<void> {
  const contentOnly = /(^|\/)\.$/.test(path)
  const named = path.replace(/\/\.$/, '') || '/'
  const { linkTarget } = followLink ? await statPath(docker, container, named, { signal }) : {}
  const source = linkTarget ? posix.resolve('/', posix.dirname(named), linkTarget) : named
  const archive = await getArchive(docker, container, source, { signal })
  const place = resolve(destination)
  const there = await stat(destination).catch(() => undefined)
  if (!there && destination.endsWith('/')) throw new Error(`There is no folder ${destination}.`)
  if (!there && !(await stat(dirname(place)).catch(() => undefined)))
    throw new Error(`There is no folder ${dirname(place)}.`)
  const name = there?.isDirectory() && !contentOnly ? basename(named) : ''
  await unpack(archive, place, name)
}

/** `name`: what the top of the archive is called in the destination; empty where it is the destination itself. */
async function unpack(archive: Readable, destination: string, name: string): Promise<void> {
  const placeOf = (path: string) => {
    const [, ...rest] = path.split('/').filter((part) => part !== '' && part !== '.')
    const place = join(destination, name, ...rest)
    if (place !== destination && !place.startsWith(destination + sep))
      throw new Error(`The archive names ${path}, outside the destination.`)
    return place
  }
  for await (const { path, kind, mode, target, content } of readTar(archive)) {
    const place = placeOf(path)
    if (kind === 'folder') await mkdir(place, { recursive: true })
    else {
      await refuseLinks(destination, dirname(place))
      await mkdir(dirname(place), { recursive: true })
      if (kind !== 'file') await rm(place, { force: true })
      if (kind === 'link') await symlink(target, place)
      else if (kind === 'same') await link(placeOf(target), place)
      else await writeFile(place, content, { mode })
    }
  }
}

/** A link that came out of the archive must not lead what comes after it elsewhere. */
async function refuseLinks(destination: string, folder: string): Promise<void> {
  for (let at = folder; at.startsWith(destination + sep); at = dirname(at)) {
    const info = await lstat(at).catch(() => undefined)
    if (info?.isSymbolicLink()) throw new Error(`${at} is a link; nothing is written through it.`)
  }
}
