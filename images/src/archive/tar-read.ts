import type { Entry } from './entry.ts'
import { normalPath } from './entry.ts'

const block = 512

/**
 * Reads a whole tar archive from memory (ustar, GNU long names, PAX paths).
 * File contents are views on the given buffer, not copies.
 *
 * @throws when the archive holds an entry of a kind that packages do not use (devices, sparse files)
 */
export function* readTar(archive: Buffer): Generator<Entry> {
  let longPath: string | undefined
  let longLink: string | undefined
  for (let at = 0; at + block <= archive.length; ) {
    const header = archive.subarray(at, at + block)
    if (header[0] === 0) break
    const size = octal(header, 124, 12)
    const content = archive.subarray(at + block, at + block + size)
    at += block + Math.ceil(size / block) * block

    const kind = String.fromCharCode(header[156] ?? 0)
    if (kind === 'L') longPath = text(content, 0, content.length)
    else if (kind === 'K') longLink = text(content, 0, content.length)
    else if (kind === 'x') {
      const records = paxRecords(content)
      longPath = records.get('path') ?? longPath
      longLink = records.get('linkpath') ?? longLink
    } else if (kind !== 'g') {
      yield entryOf(header, kind, content, longPath, longLink)
      longPath = undefined
      longLink = undefined
    }
  }
}

function entryOf(header: Buffer, kind: string, content: Buffer, longPath?: string, longLink?: string): Entry {
  const prefix = text(header, 257, 5) === 'ustar' && header[262] === 0 ? text(header, 345, 155) : ''
  const name = longPath ?? (prefix ? `${prefix}/` : '') + text(header, 0, 100)
  const link = longLink ?? text(header, 157, 100)
  const common = {
    path: normalPath(name),
    mode: octal(header, 100, 8) & 0o7777,
    uid: octal(header, 108, 8),
    gid: octal(header, 116, 8),
    mtime: octal(header, 136, 12),
  }
  switch (kind) {
    case '0':
    case '\0':
      return { ...common, kind: 'file', content }
    case '5':
      return { ...common, kind: 'folder' }
    case '2':
      return { ...common, kind: 'symlink', target: link }
    case '1':
      return { ...common, kind: 'hardlink', target: normalPath(link) }
    default:
      throw new Error(`The archive holds "${name}" of kind "${kind}", which is not handled.`)
  }
}

function octal(header: Buffer, at: number, length: number): number {
  return Number.parseInt(text(header, at, length).trim() || '0', 8)
}

function text(from: Buffer, at: number, length: number): string {
  const end = from.indexOf(0, at)
  return from.toString('utf8', at, end === -1 || end > at + length ? at + length : end)
}

function paxRecords(content: Buffer): Map<string, string> {
  const records = new Map<string, string>()
  for (let at = 0; at < content.length; ) {
    const space = content.indexOf(' ', at)
    const length = Number(content.toString('utf8', at, space))
    if (!Number.isInteger(length) || length <= 0) break
    const [key = '', ...value] = content.toString('utf8', space + 1, at + length - 1).split('=')
    records.set(key, value.join('='))
    at += length
  }
  return records
}
