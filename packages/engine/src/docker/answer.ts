/** A whole answer. Names of headers are in small letters. */
export type Answer = {
  status: number
  headers: Readonly<Record<string, string>>
  body: Buffer
  /** The connection can be asked again. */
  reusable: boolean
}

type Head = Pick<Answer, 'status' | 'headers'> & { version: string }

const none = Buffer.alloc(0)
const lineEnd = '\r\n'

/** Reads one answer of HTTP/1.1 (RFC 9112) from the pieces in which it arrives. */
export class AnswerReader {
  readonly #method: string
  readonly #body: Buffer[] = []
  #unread: Buffer = none
  #head: Head | undefined
  /** Bytes still to come: of the body, or of its present chunk with the line end behind it. */
  #left = 0
  #chunked = false
  #untilClose = false
  #trailers = false

  constructor(method: string) {
    this.#method = method
  }

  /** Takes a piece; gives the answer when it is whole. @throws Error on what is not HTTP. */
  read(piece: Buffer): Answer | undefined {
    this.#unread = this.#unread.length === 0 ? piece : Buffer.concat([this.#unread, piece])
    while (this.#head === undefined) {
      const end = this.#unread.indexOf(lineEnd + lineEnd)
      if (end < 0) return undefined
      const head = readHead(this.#unread.toString('latin1', 0, end))
      this.#unread = this.#unread.subarray(end + 4)
      // Others announce the answer, which follows.
      if (head.status >= 200) this.#begin(head)
    }
    if (this.#chunked) return this.#readChunks() ? this.#whole() : undefined
    this.#take(this.#untilClose ? this.#unread.length : this.#left)
    return this.#left === 0 && !this.#untilClose ? this.#whole() : undefined
  }

  /** The other side has ended; gives the answer if that is how it ends. */
  end(): Answer | undefined {
    return this.#untilClose ? this.#whole() : undefined
  }

  #begin(head: Head): void {
    const { status, headers } = head
    this.#head = head
    if (this.#method === 'HEAD' || status === 204 || status === 304) return
    this.#chunked = /\bchunked$/i.test(headers['transfer-encoding'] ?? '')
    if (this.#chunked) return
    if (headers['content-length'] === undefined) this.#untilClose = true
    else this.#left = readNumber(headers['content-length'], 10)
  }

  /** True when the last chunk and what follows it are there. */
  #readChunks(): boolean {
    while (this.#unread.length > 0) {
      if (this.#left > 0) {
        this.#take(this.#left - lineEnd.length)
        const behind = Math.min(this.#left, lineEnd.length, this.#unread.length)
        if (this.#left <= lineEnd.length) this.#skip(behind)
        continue
      }
      const end = this.#unread.indexOf(lineEnd)
      if (end < 0) return false
      const line = this.#unread.toString('latin1', 0, end)
      this.#unread = this.#unread.subarray(end + lineEnd.length)
      if (this.#trailers) {
        if (line === '') return true
        continue
      }
      const size = readNumber(line.split(';', 1)[0] ?? '', 16)
      if (size === 0) this.#trailers = true
      else this.#left = size + lineEnd.length
    }
    return false
  }

  /** At most so many bytes go to the body. */
  #take(most: number): void {
    const piece = this.#unread.subarray(0, Math.max(0, most))
    if (piece.length === 0) return
    this.#body.push(piece)
    this.#unread = this.#unread.subarray(piece.length)
    if (!this.#untilClose) this.#left -= piece.length
  }

  #skip(bytes: number): void {
    this.#unread = this.#unread.subarray(bytes)
    this.#left -= bytes
  }

  #whole(): Answer | undefined {
    if (!this.#head) return undefined
    const { status, headers, version } = this.#head
    const [first = none] = this.#body
    return {
      status,
      headers,
      body: this.#body.length > 1 ? Buffer.concat(this.#body) : first,
      reusable:
        version === '1.1' &&
        !this.#untilClose &&
        this.#unread.length === 0 &&
        !/\bclose\b/i.test(headers.connection ?? ''),
    }
  }
}

function readHead(text: string): Head {
  const [first = '', ...lines] = text.split(lineEnd)
  const [, version, status] = /^HTTP\/(1\.[01]) (\d{3})( |$)/.exec(first) ?? []
  if (version === undefined)
    throw new Error(`The answer begins with "${first.slice(0, 40)}": that is not HTTP.`)
  const headers: Record<string, string> = {}
  for (const line of lines) {
    const colon = line.indexOf(':')
    headers[line.slice(0, colon).toLowerCase()] = line.slice(colon + 1).trim()
  }
  return { version, status: Number(status), headers }
}

function readNumber(text: string, base: 10 | 16): number {
  const digits = text.trim()
  if (!(base === 10 ? /^\d{1,15}$/ : /^[\da-f]{1,12}$/i).test(digits)) {
    throw new Error(`The answer gives "${digits.slice(0, 40)}" as a length.`)
  }
  return Number.parseInt(digits, base)
}
