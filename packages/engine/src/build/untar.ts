import type { Readable } from 'node:stream'

export type TarMember = {
  path: string
  /** `same`: another name of the file at `target`, a path of the archive. */
  kind: 'file' | 'folder' | 'link' | 'same'
  mode: number
  /** Of a file, in bytes. */
  size: number
  target: string
  /** Of a file, in pieces. What is not read before the next member is asked for is skipped. */
  content: AsyncIterable<Buffer>
}

const BLOCK = 512

/** Members of a tar archive, in order: files, folders and links, with pax and GNU long names. No file is held whole. */
export async function* readTar(source: Readable): AsyncGenerator<TarMember> {
  const reader = new BlockReader(source)
  let extra: Record<string, string> = {}
  while (true) {
    const header = await reader.take(BLOCK)
    if (!header || header.every((byte) => byte === 0)) break
    const size = Number(extra.size ?? readNumber(header, 124, 12))
    const end = reader.position + size + ((BLOCK - (size % BLOCK)) % BLOCK)
    const type = String.fromCharCode(header[156] ?? 48)
    if (type === 'x' || type === 'L' || type === 'K') {
      const data = (await reader.take(size)) ?? Buffer.alloc(0)
      if (type === 'x') extra = { ...extra, ...paxRecords(data) }
      else extra[type === 'L' ? 'path' : 'linkpath'] = text(data, 0, data.length)
    } else if (type !== 'g') {
      const prefix = text(header, 257, 5) === 'ustar' ? text(header, 345, 155) : ''
      const name = text(header, 0, 100)
      const kind = KIND[type]
      const path = extra.path ?? (prefix ? `${prefix}/${name}` : name)
      const target = extra.linkpath ?? text(header, 157, 100)
      extra = {}
      const mode = readNumber(header, 100, 8) & 0o7777
      if (kind) yield { path, kind, mode, size, target, content: reader.pieces(size) }
    }
    await reader.skipTo(end)
  }
}

const KIND: Record<string, TarMember['kind'] | undefined> = {
  '0': 'file',
  '\0': 'file',
  '1': 'same',
  '2': 'link',
  '5': 'folder',
}

const text = (bytes: Buffer, at: number, length: number) =>
  bytes
    .subarray(at, at + length)
    .toString('utf8')
    .split('\0')[0] ?? ''

/** Octal text, or with the highest bit set a big-endian number. */
function readNumber(bytes: Buffer, at: number, length: number): number {
  if (((bytes[at] ?? 0) & 0x80) === 0) return Number.parseInt(text(bytes, at, length).trim() || '0', 8)
  let value = 0
  for (const byte of bytes.subarray(at + 1, at + length)) value = value * 256 + byte
  return value
}

function paxRecords(data: Buffer): Record<string, string> {
  const records: Record<string, string> = {}
  for (let at = 0; at < data.length; ) {
    const space = data.indexOf(32, at)
    const length = Number(data.subarray(at, space).toString())
    if (!(length > 0)) break
    const [key = '', ...value] = data
      .subarray(space + 1, at + length - 1)
      .toString('utf8')
      .split('=')
    records[key] = value.join('=')
    at += length
  }
  return records
}

class BlockReader {
  readonly #source: AsyncIterator<Buffer>
  #rest: Buffer = Buffer.alloc(0)
  /** Bytes given away so far. */
  position = 0

  constructor(source: Readable) {
    this.#source = source[Symbol.asyncIterator]()
  }

  /** The next bytes; undefined when the archive ends before them. */
  async take(length: number): Promise<Buffer | undefined> {
    const parts: Buffer[] = [this.#rest]
    let have = this.#rest.length
    while (have < length) {
      const { value, done } = await this.#source.next()
      if (done) return undefined
      parts.push(value)
      have += value.length
    }
    const all = parts.length === 1 ? this.#rest : Buffer.concat(parts)
    this.#rest = all.subarray(length)
    this.position += length
    return all.subarray(0, length)
  }

  /** The next bytes as they come; fewer when the archive ends before them. */
  async *pieces(length: number): AsyncGenerator<Buffer> {
    for (let left = length; left > 0; ) {
      if (this.#rest.length === 0) {
        const { value, done } = await this.#source.next()
        if (done) throw new Error('The archive ended in the middle of a file.')
        this.#rest = value
      }
      const piece = this.#rest.subarray(0, left)
      this.#rest = this.#rest.subarray(piece.length)
      this.position += piece.length
      left -= piece.length
      yield piece
    }
  }

  async skipTo(position: number): Promise<void> {
    for await (const _ of this.pieces(position - this.position));
  }
}
