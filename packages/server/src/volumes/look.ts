import type { Docker } from '@keelson/engine'
import type { VolumeEntry, VolumeFolder } from '@keelson/protocol'
import type { z } from 'zod'
import { Refusal } from '../http/refusal.ts'
import { type Found, Page } from './page.ts'
import { root } from './readers.ts'
import { records, run } from './run.ts'

type Entry = z.input<typeof VolumeEntry>
type Look = { docker: Docker; container: string; path: string; signal: AbortSignal }

const pageLength = 200
/** Exit codes of `walk`. */
const link = 40
const missing = 41
const noFolder = 42

// Names reach these programs as arguments, and come back with a NUL behind each: they may hold anything else.
/** Goes into the path part by part, and never through a link. */
const walk = `p=${root}
for part do
  p="$p/$part"
  [ -L "$p" ] && exit ${link}
  [ -e "$p" ] || exit ${missing}
done`
const list = `${walk}
[ -d "$p" ] || exit ${noFolder}
find "$p" -mindepth 1 -maxdepth 1 -type d -print0
printf '\\0'
find "$p" -mindepth 1 -maxdepth 1 ! -type d -print0`
const describe = `for p do
  printf '%s\\0' "$(stat -c '%f %s %Y' "$p" 2>/dev/null)"
  [ -L "$p" ] && readlink -n "$p"
  printf '\\0'
done`

const partsOf = (path: string) => (path === '/' ? [] : path.slice(1).split('/'))
const script = (text: string, names: string[]) => ['sh', '-c', text, 'sh', ...names]

/** What lies at a path of the volume that a reader has. @throws Refusal when nothing does, or a link leads there */
export async function lookAt(look: Look): Promise<{ kind: Entry['kind'] } & NonNullable<Entry['about']>> {
  const pieces = run(
    look.docker,
    look.container,
    script(`${walk}\nstat -c '%f %s %Y' "$p"`, partsOf(look.path)),
    look.signal,
  )
  let said = ''
  let step = await pieces.next()
  for (; !step.done; step = await pieces.next()) said += step.value
  refuse(step.value, look.path)
  const read = readStat(said)
  if (!read) throw new Refusal('not-found', { detail: `There is nothing at ${look.path}.` })
  return read
}

/**
 * A page of a folder.
 * @throws Refusal when there is no such folder, or a link leads there
 */
export async function readFolder(look: Look, after?: string): Promise<z.input<typeof VolumeFolder>> {
  const { docker, container, path, signal } = look
  const page = new Page(pageLength, after)
  const found = records(run(docker, container, script(list, partsOf(path)), signal))
  let folder = true
  let step = await found.next()
  for (; !step.done; step = await found.next()) {
    // An empty record stands between folders and the rest.
    if (step.value.length === 0) folder = false
    else page.add({ folder, name: step.value.subarray(step.value.lastIndexOf('/') + 1) })
  }
  refuse(step.value, path)
  const { entries, next } = page.end()
  return { path, total: page.total, entries: await described(look, entries), next }
}

/** Kind, size and times of these entries of a folder; those that are gone meanwhile are left out. */
async function described({ docker, container, path, signal }: Look, found: Found[]): Promise<Entry[]> {
  const names = found.map(({ folder, name }) => ({ folder, name: name.toString(), isText: isText(name) }))
  const asked = names.filter(({ isText }) => isText)
  const paths = asked.map(({ name }) => [root, ...partsOf(path), name].join('/'))
  const said: string[] = []
  if (paths.length > 0)
    for await (const one of records(run(docker, container, script(describe, paths), signal)))
      said.push(one.toString())
  const about = new Map(
    asked.map(({ name }, index) => [name, { stat: said[2 * index], target: said[2 * index + 1] }]),
  )
  return names.flatMap(({ folder, name, isText }): Entry[] => {
    if (!isText) return [{ name, kind: folder ? 'folder' : 'other', target: null, about: null }]
    const read = readStat(about.get(name)?.stat ?? '')
    if (!read) return []
    const { kind, ...rest } = read
    return [{ name, kind, target: kind === 'link' ? (about.get(name)?.target ?? '') : null, about: rest }]
  })
}

function refuse(code: number, path: string): void {
  switch (code) {
    case link:
      throw new Refusal('invalid-input', {
        detail: `A link leads to ${path}. Links are shown, and never followed.`,
        field: 'path',
      })
    case missing:
      throw new Refusal('not-found', { detail: `There is nothing at ${path}.` })
    case noFolder:
      throw new Refusal('invalid-input', { detail: `${path} is no folder.`, field: 'path' })
  }
}

// Bits of a file's mode, as in <sys/stat.h>.
const kinds = new Map<number, Entry['kind']>([
  [0x4000, 'folder'],
  [0x8000, 'file'],
  [0xa000, 'link'],
])

/** `stat -c '%f %s %Y'`: mode in hexadecimal, bytes, seconds since 1970. Undefined of what is gone. Pure. */
export function readStat(text: string) {
  const [mode, size, seconds] = text.trim().split(' ')
  if (!mode || size === undefined || seconds === undefined) return undefined
  const bits = Number.parseInt(mode, 16)
  return {
    kind: kinds.get(bits & 0xf000) ?? 'other',
    sizeBytes: Number(size),
    modifiedAt: new Date(Number(seconds) * 1000).toISOString(),
    mode: bits & 0o7777,
  }
}

const isText = (name: Buffer) => {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(name)
    return true
  } catch {
    return false
  }
}
