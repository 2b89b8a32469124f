import type { Entry } from './entry.ts'

const block = 512

/**
 * Writes a tar archive as a list of chunks; contents are not copied.
 * The same entries give the same bytes, so that image ids are reproducible.
 */
export function writeTar(entries: Iterable<Entry>): Buffer[] {
  const chunks: Buffer[] = []
  for (const entry of entries) {
    const target = entry.kind === 'symlink' || entry.kind === 'hardlink' ? entry.target : ''
    const name = entry.kind === 'folder' ? `${entry.path}/` : entry.path
    const extended = paxOf(entry, name, target)
    if (extended.length > 0) {
      chunks.push(
        header({ ...entry, mtime: 0 }, 'pax', '', 'x', extended.length),
        extended,
        padding(extended.length),
      )
    }
    const content = entry.kind === 'file' ? entry.content : Buffer.alloc(0)
    chunks.push(
      header(entry, name, target, flags[entry.kind], content.length),
      content,
      padding(content.length),
    )
  }
  chunks.push(Buffer.alloc(2 * block))
  return chunks.filter((chunk) => chunk.length > 0)
}

/** The header of a plain file whose content the caller writes after it, padded to 512 bytes. */
export function fileHeader(path: string, size: number): Buffer {
  const entry: Entry = { kind: 'folder', path, mode: 0o644, uid: 0, gid: 0, mtime: 0 }
  return header(entry, path, '', '0', size)
}

const flags = { file: '0', hardlink: '1', symlink: '2', folder: '5' } as const

function padding(length: number): Buffer {
  return Buffer.alloc((block - (length % block)) % block)
}

function header(entry: Entry, name: string, target: string, flag: string, size: number): Buffer {
  const bytes = Buffer.alloc(block)
  const octal = (value: number, at: number, length: number) =>
    bytes.write(`${value.toString(8).padStart(length - 1, '0')}\0`, at, 'latin1')
  bytes.write(Buffer.from(name).subarray(0, 100).toString('latin1'), 0, 'latin1')
  octal(entry.mode, 100, 8)
  octal(entry.uid, 108, 8)
  octal(entry.gid, 116, 8)
  octal(size, 124, 12)
  octal(entry.mtime, 136, 12)
  bytes.write('        ', 148, 'latin1')
  bytes.write(flag, 156, 'latin1')
  bytes.write(Buffer.from(target).subarray(0, 100).toString('latin1'), 157, 'latin1')
  bytes.write('ustar\x0000', 257, 'latin1')
  const sum = bytes.reduce((total, byte) => total + byte, 0)
  bytes.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1')
  return bytes
}

/** What does not fit the old header, or has no place in it. */
function paxOf(entry: Entry, name: string, target: string): Buffer {
  const records: Buffer[] = []
  if (Buffer.byteLength(name) > 100) records.push(paxRecord('path', Buffer.from(name)))
  if (Buffer.byteLength(target) > 100) records.push(paxRecord('linkpath', Buffer.from(target)))
  if (entry.kind === 'file' && entry.capabilities) {
    records.push(paxRecord('SCHILY.xattr.security.capability', entry.capabilities))
  }
  return Buffer.concat(records)
}

/** `<length> <key>=<value>\n`, where the length counts its own digits. */
function paxRecord(key: string, value: Buffer): Buffer {
  const rest = Buffer.concat([Buffer.from(` ${key}=`), value, Buffer.from('\n')])
  let length = rest.length + 1
  while (String(length).length + rest.length !== length) length = String(length).length + rest.length
  return Buffer.concat([Buffer.from(String(length)), rest])
}
