/** One member of a tar archive. `mode` holds permission bits, `mtime` seconds. */
export type TarHeader = {
  path: string
  kind: 'file' | 'folder' | 'link'
  mode: number
  size: number
  mtime: number
  target?: string
}

const BLOCK = 512
const TYPE = { file: '0', link: '2', folder: '5' }

/** The end of an archive. */
export const TAR_END = Buffer.alloc(2 * BLOCK)

/** The zeros after a member of `size` bytes. */
export const tarPadding = (size: number) => Buffer.alloc((BLOCK - (size % BLOCK)) % BLOCK)

/**
 * The header of one member: ustar, with a pax record before it for what ustar cannot hold (long or
 * non-ASCII names, files from 8 GiB). Owner is root, so that the same files give the same bytes everywhere.
 */
export function tarHeader(header: TarHeader): Buffer {
  const path = header.kind === 'folder' ? `${header.path}/` : header.path
  const target = header.target ?? ''
  const size = header.kind === 'file' ? header.size : 0
  const long: [string, string][] = []
  if (!fits(path)) long.push(['path', path])
  if (!fits(target)) long.push(['linkpath', target])
  if (size > 0o77777777777) long.push(['size', String(size)])
  const plain = block(
    path,
    TYPE[header.kind],
    header.mode,
    long[0]?.[0] === 'size' ? 0 : size,
    header.mtime,
    target,
  )
  if (long.length === 0) return plain
  const records = Buffer.concat(long.map(([key, value]) => paxRecord(key, value)))
  const extra = block('PaxHeader', 'x', 0o644, records.length, header.mtime, '')
  return Buffer.concat([extra, records, tarPadding(records.length), plain])
}

// ustar could split longer paths over two fields; pax does without.
const fits = (text: string) => text.length <= 100 && /^[\x20-\x7e]*$/.test(text)

function block(
  path: string,
  type: string,
  mode: number,
  size: number,
  mtime: number,
  target: string,
): Buffer {
  const bytes = Buffer.alloc(BLOCK)
  const octal = (value: number, at: number, width: number) =>
    bytes.write(
      value
        .toString(8)
        .padStart(width - 1, '0')
        .slice(-(width - 1)),
      at,
      'latin1',
    )
  bytes.write(path.slice(0, 100), 0, 100, 'utf8')
  octal(mode & 0o7777, 100, 8)
  octal(0, 108, 8)
  octal(0, 116, 8)
  octal(size > 0o77777777777 ? 0 : size, 124, 12)
  octal(Math.max(0, Math.floor(mtime)), 136, 12)
  bytes.write('        ', 148, 'latin1')
  bytes.write(type, 156, 'latin1')
  bytes.write(target.slice(0, 100), 157, 100, 'utf8')
  bytes.write('ustar\x0000', 257, 'latin1')
  let sum = 0
  for (const byte of bytes) sum += byte
  bytes.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1')
  return bytes
}

/** `LENGTH key=value\n`, where LENGTH counts itself. */
function paxRecord(key: string, value: string): Buffer {
  const rest = Buffer.byteLength(` ${key}=${value}\n`)
  let length = rest + String(rest).length
  length = rest + String(length).length
  return Buffer.from(`${length} ${key}=${value}\n`)
}
