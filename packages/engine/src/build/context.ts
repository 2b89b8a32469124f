import { createHash } from 'node:crypto'
import { type BigIntStats, constants } from 'node:fs'
import { type FileHandle, lstat, open, readdir, readlink, realpath } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import { Readable } from 'node:stream'
import type { Ignore } from './ignore.ts'
import { TAR_END, tarHeader, tarPadding } from './tar.ts'

/** Bytes read, hashed or sent at once. */
const PIECE = 256 << 10
/** Files hashed at the same time. */
const READERS = 8

/** One member of a build context. Folders come before what is in them. */
export type Entry = {
  /** Relative, with `/`. */
  path: string
  kind: 'file' | 'folder' | 'link'
  /** Permission bits, with set-uid, set-gid and sticky. */
  mode: number
  size: number
  /** Nanoseconds since 1970. */
  mtime: bigint
  /** Where a link points, as it is written; never followed. */
  target?: string
  /** A file's content: where it lies, or what it is. */
  source?: string | Buffer
}

/**
 * Lists a folder without what `ignore` leaves out, sorted as BuildKit wants it: by path, part for part.
 * Sockets, pipes and devices are left out, as Docker does.
 */
export async function listContext(root: string, ignore?: Ignore, signal?: AbortSignal): Promise<Entry[]> {
  const entries: Entry[] = []
  const walk = async (folder: string): Promise<void> => {
    signal?.throwIfAborted()
    const names = (await readdir(join(root, folder))).sort(byBytes)
    for (const name of names) {
      const path = folder === '' ? name : `${folder}/${name}`
      const excluded = ignore?.excludes(path) ?? false
      const place = join(root, path)
      if (excluded && !ignore?.mayIncludeBelow(path)) continue
      const stat = await lstat(place, { bigint: true })
      if (stat.isDirectory()) {
        const before = entries.length
        entries.push({ path, kind: 'folder', mode: modeOf(stat), size: 0, mtime: stat.mtimeNs })
        await walk(path)
        // A left-out folder travels only as the parent of something brought back.
        if (excluded && entries.length === before + 1) entries.pop()
      } else if (!excluded) {
        const entry = await fileEntry(place, path, stat)
        if (entry) entries.push(entry)
      }
    }
  }
  await walk('')
  return entries
}

const modeOf = (stat: BigIntStats) => Number(stat.mode & 0o7777n)

/** A file or a link at a place, called `path`; undefined for sockets, pipes and devices. */
export async function fileEntry(place: string, path: string, stat: BigIntStats): Promise<Entry | undefined> {
  const mtime = stat.mtimeNs
  if (stat.isSymbolicLink())
    return { path, kind: 'link', mode: 0o777, size: 0, mtime, target: await readlink(place) }
  if (!stat.isFile()) return undefined
  return { path, kind: 'file', mode: modeOf(stat), size: Number(stat.size), mtime, source: place }
}

/** Adds virtual files and whole folders under a prefix, keeping the order. */
export function overlay(entries: Entry[], more: Entry[]): Entry[] {
  const replaced = new Set(more.map((entry) => entry.path))
  const parts = new Map<Entry, string[]>()
  const split = (entry: Entry) => {
    const known = parts.get(entry) ?? entry.path.split('/')
    parts.set(entry, known)
    return known
  }
  return [...entries.filter((entry) => !replaced.has(entry.path)), ...more].sort((a, b) => {
    const [left, right] = [split(a), split(b)]
    for (let at = 0; at < Math.min(left.length, right.length); at++) {
      const order = byBytes(left[at] ?? '', right[at] ?? '')
      if (order !== 0) return order
    }
    return left.length - right.length
  })
}

/** A file that exists only in memory. */
export const virtualFile = (path: string, content: Buffer, mode = 0o644): Entry => ({
  path,
  kind: 'file',
  mode,
  size: content.length,
  mtime: 0n,
  source: content,
})

/** The content of a file, in pieces. A link put in its place meanwhile is refused, not followed. */
export async function* readEntry(entry: Entry): AsyncGenerator<Buffer> {
  if (entry.source === undefined) return
  if (typeof entry.source !== 'string') {
    yield entry.source
    return
  }
  const file: FileHandle = await open(entry.source, constants.O_RDONLY | constants.O_NOFOLLOW)
  try {
    // A stream costs more than it saves on the many small files of usual projects.
    if (entry.size <= PIECE) yield await file.readFile()
    else
      for await (const piece of file.createReadStream({ autoClose: false, highWaterMark: PIECE })) yield piece
  } finally {
    await file.close()
  }
}

/** SHA-256 of everything in a context that a build can see, apart from times and owners. Fills `digests` per path. */
export async function hashContext(
  entries: Entry[],
  { digests = new Map(), signal }: { digests?: Map<string, Buffer>; signal?: AbortSignal | undefined } = {},
): Promise<string> {
  const files = entries.filter((entry) => entry.kind === 'file').values()
  const hashFiles = async () => {
    for (const entry of files) {
      signal?.throwIfAborted()
      const hash = createHash('sha256')
      for await (const piece of readEntry(entry)) hash.update(piece)
      digests.set(entry.path, hash.digest())
    }
  }
  await Promise.all(Array.from({ length: READERS }, hashFiles))
  const whole = createHash('sha256')
  for (const entry of entries) {
    whole.update(JSON.stringify([entry.path, entry.kind, entry.mode, entry.target ?? null]))
    const digest = digests.get(entry.path)
    if (digest) whole.update(digest)
  }
  return whole.digest('hex')
}

/** The context as a tar archive. @throws (in the stream) Error when a file changes its size while it is read. */
export function packContext(entries: Entry[]): Readable {
  const pack = async function* () {
    for (const entry of entries) {
      yield tarHeader({ ...entry, mtime: Number(entry.mtime / 1_000_000_000n) })
      if (entry.kind !== 'file') continue
      let sent = 0
      for await (const piece of readEntry(entry)) {
        sent += piece.length
        if (sent <= entry.size) yield piece
      }
      if (sent !== entry.size)
        throw new Error(`${entry.path} changed while it was sent to the engine. Try again.`)
      yield tarPadding(entry.size)
    }
    yield TAR_END
  }
  return Readable.from(pack(), { objectMode: false })
}

/**
 * The real path of something that a project names, refused when links lead it out of `root`.
 * @throws Error when it is missing or outside.
 */
export async function insideRoot(path: string, root: string | undefined, what: string): Promise<string> {
  const real = await realpath(path).catch((error) => {
    throw new Error(`${what} ${path} does not exist.`, { cause: error })
  })
  if (root === undefined) return real
  const away = relative(await realpath(root), real)
  if (away === '..' || away.startsWith(`..${sep}`)) {
    throw new Error(`${what} ${path} leads out of the project's folder, which is not allowed here.`)
  }
  return real
}

// BuildKit compares the UTF-8 bytes; JavaScript's own order differs above U+FFFF.
const byBytes = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b))
