import { readFile } from 'node:fs/promises'
import path from 'node:path'
import type { Entry } from './archive/entry.ts'
import { normalPath } from './archive/entry.ts'
import { type Layer, layerOf } from './archive/image.ts'
import { readTar } from './archive/tar-read.ts'
import type { Recipe, User } from './recipes/recipe.ts'
import { run } from './run.ts'

const alwaysExcluded = [
  'usr/share/doc',
  'usr/share/man',
  'usr/share/locale',
  'usr/share/lintian',
  'usr/share/bug',
  'usr/share/info',
  'usr/share/bash-completion',
  'usr/share/apport',
  'usr/lib/systemd',
  'usr/lib/tmpfiles.d',
  'etc/init.d',
  'etc/systemd',
]

const root: User = { name: 'root', uid: 0, home: '/root' }
const nobody: User = { name: 'nobody', uid: 65534, home: '/nonexistent' }

/** The contents of unpacked packages, by where they go. */
export type Source = { name: string; into: string; entries: Iterable<Entry> }

/** Puts a layer together: packages, then the recipe's own folders, files, links, users. */
export async function makeLayer(
  recipe: Recipe,
  sources: Source[],
  machine: (mtime: number) => Entry[],
): Promise<Layer> {
  const found = new Map<string, Entry>()
  for (const { name, into, entries } of sources) {
    const only = recipe.only?.[name]
    for (const entry of entries) {
      const moved = into ? relocate(entry, into) : entry
      if (moved.path === '' || isExcluded(moved.path, recipe.exclude ?? [])) continue
      if (only && !only.some((start) => isBelow(moved.path, start))) continue
      const present = found.get(moved.path)
      if (present && moved.kind === 'folder') continue
      found.set(moved.path, withCapabilities(moved, recipe))
    }
  }
  const newest = [...found.values()].reduce((time, entry) => Math.max(time, entry.mtime), 0)
  for (const entry of [...(await ownEntries(recipe, newest)), ...machine(newest)])
    found.set(entry.path, entry)
  for (const entry of busyboxLinks(found, newest)) found.set(entry.path, entry)
  return layerOf(found.values())
}

/** The files of a Debian package. No script of the package is run. */
export async function unpackDeb(file: string, signal?: AbortSignal): Promise<Entry[]> {
  return [...readTar(await run(['dpkg-deb', '--fsys-tarfile', file], { signal }))]
}

async function ownEntries(recipe: Recipe, mtime: number): Promise<Entry[]> {
  const users = [root, ...recipe.users, nobody]
  const uidOf = (name: string) => users.find((user) => user.name === name)?.uid ?? 0
  const owned = { uid: 0, gid: 0, mtime }
  const entries: Entry[] = (recipe.folders ?? []).map(({ path, user, mode }) => ({
    kind: 'folder',
    path,
    mode,
    uid: uidOf(user),
    gid: uidOf(user),
    mtime,
  }))
  for (const { path: place, from, content = '', mode } of recipe.files ?? []) {
    const bytes = from
      ? await readFile(path.join(import.meta.dirname, '../files', from))
      : Buffer.from(content)
    entries.push({ kind: 'file', path: place, mode, content: bytes, ...owned })
  }
  for (const [path, target] of Object.entries(recipe.links ?? {})) {
    entries.push({ kind: 'symlink', path, target, mode: 0o777, ...owned })
  }
  const passwd = users.map(({ name, uid, home }) => `${name}:x:${uid}:${uid}::${home}:/bin/sh\n`).join('')
  const group = users.map(({ name, uid }) => `${name}:x:${uid}:\n`).join('')
  entries.push({ kind: 'file', path: 'etc/passwd', mode: 0o644, content: Buffer.from(passwd), ...owned })
  entries.push({ kind: 'file', path: 'etc/group', mode: 0o644, content: Buffer.from(group), ...owned })
  return entries
}

/** Names under which busybox can be called, except where a package brings the program itself. */
function* busyboxLinks(found: ReadonlyMap<string, Entry>, mtime: number): Generator<Entry> {
  const busybox = found.get('usr/bin/busybox')
  if (busybox?.kind !== 'file') return
  for (const name of appletsIn(busybox.content)) {
    if (found.has(`usr/bin/${name}`) || found.has(`usr/sbin/${name}`)) continue
    yield { kind: 'symlink', path: `usr/bin/${name}`, target: 'busybox', mode: 0o777, uid: 0, gid: 0, mtime }
  }
}

/** Reads busybox's own table: the names lie one after another, sorted, each ended by a zero. */
export function appletsIn(binary: Buffer): string[] {
  const start = binary.indexOf('\0[\0[[\0')
  if (start === -1) throw new Error('The busybox package holds no list of its programs.')
  const end = binary.indexOf('\0\0', start + 1)
  return binary
    .toString('latin1', start + 1, end)
    .split('\0')
    .filter((name) => /^[\w[.-]+$/.test(name) && name !== 'busybox' && !unwanted.has(name))
}

/** Would pretend that packages can be installed. */
const unwanted = new Set([
  'dpkg',
  'dpkg-deb',
  'rpm',
  'rpm2cpio',
  'init',
  'linuxrc',
  'poweroff',
  'reboot',
  'halt',
])

function relocate(entry: Entry, into: string): Entry {
  // npm's archives hold one folder, named "package" as a rule.
  const inside = (name: string) => normalPath(`${into}/${name.split('/').slice(1).join('/')}`)
  const moved = { ...entry, path: inside(entry.path), uid: 0, gid: 0, mode: entry.mode | 0o644 }
  return moved.kind === 'hardlink' ? { ...moved, target: inside(moved.target) } : moved
}

function isExcluded(path: string, own: string[]): boolean {
  return [...alwaysExcluded, ...own].some((start) => isBelow(path, start))
}

function isBelow(path: string, start: string): boolean {
  return path === start || path.startsWith(`${start}/`)
}

/** A version-2 capability set in the kernel's layout: permitted, with the "effective" flag. */
function withCapabilities(entry: Entry, recipe: Recipe): Entry {
  const bits = recipe.capabilities?.[entry.path]
  if (entry.kind !== 'file' || bits === undefined) return entry
  const capabilities = Buffer.alloc(20)
  capabilities.writeUInt32LE(0x02000001, 0)
  capabilities.writeUInt32LE(bits, 4)
  return { ...entry, capabilities }
}
