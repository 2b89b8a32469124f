import { type Lookup, substitute, TemplateFault } from './template.ts'

/** A line of an environment file that cannot be read. */
export class DotenvFault extends Error {
  readonly line: number
  constructor(line: number, reason: string) {
    super(reason)
    this.line = line
  }
}

/**
 * Reads `NAME=value` lines into `into`: quotes, escapes, comments, `export`, and `${…}` filled in from `lookup`, then
 * from what was read before. A name alone takes its value from `lookup`.
 * @throws DotenvFault
 */
export function parseDotenv(text: string, into: Map<string, string>, lookup: Lookup): void {
  const reader = new DotenvReader(text.replace(/^\uFEFF/, ''), into, lookup)
  reader.read()
}

const blank = /[\t\v\f\r \u0085\u00a0]/
const sequences = /\\(?:[abcfnrtv$"\\]|0\d{0,3})/g
const plainEscapes: Record<string, string> = {
  '\\a': '\x07',
  '\\b': '\b',
  '\\f': '\f',
  '\\n': '\n',
  '\\r': '\r',
  '\\t': '\t',
  '\\v': '\v',
  '\\\\': '\\',
  '\\"': '"',
  '\\$': '$$',
}

class DotenvReader {
  private readonly text: string
  private readonly into: Map<string, string>
  private readonly lookup: Lookup
  private at = 0

  constructor(text: string, into: Map<string, string>, lookup: Lookup) {
    this.text = text
    this.into = into
    this.lookup = lookup
  }

  read(): void {
    while (this.skipToStatement()) {
      const start = this.at
      const { name, alone } = this.readName()
      if (name.includes(' ')) throw this.fault('A name has no spaces.', start)
      if (alone) {
        const value = this.lookup(name)
        if (value !== undefined) this.into.set(name, value)
      } else this.into.set(name, this.readValue())
    }
  }

  private fault(reason: string, at = this.at): DotenvFault {
    return new DotenvFault(this.text.slice(0, at).split('\n').length, reason)
  }

  private skipToStatement(): boolean {
    for (;;) {
      while (this.at < this.text.length && /\s/.test(this.text.charAt(this.at))) this.at++
      if (this.at >= this.text.length) return false
      if (this.text.charAt(this.at) !== '#') return true
      this.at = this.lineEnd()
    }
  }

  private lineEnd(): number {
    const end = this.text.indexOf('\n', this.at)
    return end < 0 ? this.text.length : end
  }

  private readName(): { name: string; alone: boolean } {
    const exported = /^export\s+/.exec(this.text.slice(this.at, this.at + 64))
    if (exported) {
      this.at += 'export'.length
      this.skipBlanks()
    }
    const start = this.at
    for (;;) {
      const c = this.text.charAt(this.at)
      if (c === '') {
        // A name at the very end of the file, without a line end, is read as a value without a name, as in the reference.
        this.at = start
        return { name: '', alone: false }
      }
      if (c === '=' || c === ':' || c === '\n') {
        const name = this.text.slice(start, this.at).trimEnd()
        this.at++
        if (c === '\n') return { name, alone: true }
        this.skipBlanks()
        return { name, alone: false }
      }
      if (
        !blank.test(c) &&
        !/[\p{L}\p{N}_.[\]-]/u.test(String.fromCodePoint(this.text.codePointAt(this.at) ?? 0))
      )
        throw this.fault(`"${c}" cannot be part of a name.`)
      this.at += (this.text.codePointAt(this.at) ?? 0) > 0xffff ? 2 : 1
    }
  }

  private skipBlanks(): void {
    while (blank.test(this.text.charAt(this.at))) this.at++
  }

  private readValue(): string {
    const quote = this.text.charAt(this.at)
    if (quote !== '"' && quote !== "'") {
      const start = this.at
      const end = this.lineEnd()
      this.at = end + 1
      const line = this.text.slice(start, end)
      const comment = line.indexOf(' #')
      return this.fill((comment < 0 ? line : line.slice(0, comment)).trimEnd(), start)
    }
    return this.readQuoted(quote)
  }

  private readQuoted(quote: string): string {
    const start = this.at
    let value = ''
    for (let at = start + 1; at < this.text.length; at++) {
      const c = this.text.charAt(at)
      if (c === '\\' && at + 1 < this.text.length) {
        const next = this.text.charAt(++at)
        value += next === quote ? next : `\\${next}`
      } else if (c === quote) {
        this.at = at + 1
        return quote === '"' ? this.fill(value.replace(sequences, unescaped), start) : value
      } else value += c
    }
    throw this.fault('A quote is never closed.', start)
  }

  private fill(value: string, at: number): string {
    try {
      return substitute(value, (name) => this.lookup(name) ?? this.into.get(name))
    } catch (error) {
      if (!(error instanceof TemplateFault)) throw error
      const { fault } = error
      throw this.fault(
        fault.kind === 'syntax'
          ? `"${fault.template}" cannot be filled in. Write $$ for a dollar.`
          : `The variable ${fault.name} is required. ${fault.reason}`,
        at,
      )
    }
  }
}

function unescaped(match: string): string {
  const plain = plainEscapes[match]
  if (plain !== undefined) return plain
  // Octal: Go reads exactly three digits.
  const digits = match.slice(2)
  if (!/^[0-3]?[0-7]{2}$/.test(digits) || digits.length !== 3) return match
  return String.fromCharCode(Number.parseInt(digits, 8))
}

/** Reads `NAME=value` lines as they are: no quotes, no filling in. A name alone takes its value from `lookup`. */
export function parseRawEnvironment(text: string, into: Map<string, string>, lookup: Lookup): void {
  text
    .replace(/^\uFEFF/, '')
    .split('\n')
    .forEach((raw, index) => {
      const line = raw.replace(/\r$/, '').trimStart()
      if (line === '' || line.startsWith('#')) return
      const at = line.indexOf('=')
      const name = at < 0 ? line : line.slice(0, at)
      if (name === '') throw new DotenvFault(index + 1, 'The name is missing.')
      if (/\s/.test(name)) throw new DotenvFault(index + 1, 'A name has no spaces.')
      const value = at < 0 ? lookup(name) : line.slice(at + 1)
      if (value !== undefined) into.set(name, value)
    })
}
