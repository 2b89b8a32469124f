import type { Report } from '../problem.ts'
import type { Node, Source } from './node.ts'

export const newline = 10
export const carriageReturn = 13
export const space = 32
export const tab = 9

/** Text that is not YAML. Caught where a file is parsed. */
export class SyntaxFault extends Error {
  readonly start: number
  readonly fault: 'syntax' | { alias: string } | 'depth' | 'merge' | 'size'
  constructor(message: string, start: number, fault: SyntaxFault['fault'] = 'syntax') {
    super(message)
    this.start = start
    this.fault = fault
  }
}

/** Where the parser is, and what it has to remember: the line's first character, anchors, depth. */
export class Cursor {
  readonly source: Source
  readonly text: string
  readonly report: Report
  pos: number
  /** Offset of the current line's first character, so that a column is `pos - lineStart`. */
  lineStart: number
  readonly anchors = new Map<string, Node>()
  depth = 0
  /** Nodes written in the file, to compare with nodes after aliases are expanded. */
  written = 0
  /** Some value carries `!reset` or `!override`. */
  tagged = false
  constructor(source: Source, report: Report) {
    this.source = source
    this.text = source.text
    this.report = report
    this.pos = source.text.charCodeAt(0) === 0xfeff ? 1 : 0
    this.lineStart = this.pos
  }

  get column(): number {
    return this.pos - this.lineStart
  }

  fail(reason: string, at = this.pos): never {
    throw new SyntaxFault(reason, at)
  }

  /** Whether the character at `pos` is a blank, a line end or the end of the text. */
  blankAt(pos: number): boolean {
    const c = this.text.charCodeAt(pos)
    return c === space || c === newline || c === tab || c === carriageReturn || Number.isNaN(c)
  }

  /** Whether the character at `pos` ends a line or the text. */
  endAt(pos: number): boolean {
    const c = this.text.charCodeAt(pos)
    return c === newline || c === carriageReturn || Number.isNaN(c)
  }

  skipBlanks(): void {
    for (;;) {
      const c = this.text.charCodeAt(this.pos)
      if (c !== space && c !== tab) return
      this.pos++
    }
  }

  /** Steps over one line end, `\n`, `\r\n` or `\r`. */
  skipLineEnd(): void {
    if (this.text.charCodeAt(this.pos) === carriageReturn) this.pos++
    if (this.text.charCodeAt(this.pos) === newline) this.pos++
    this.lineStart = this.pos
  }

  /**
   * Steps over blanks, comments and line ends; true when a line end was among them. Tabs separate inside brackets
   * (`anywhere`) and on the current line (`here`), but never indent.
   */
  skipToContent(tabs: 'anywhere' | 'here' | 'never'): boolean {
    const text = this.text
    let crossed = false
    for (;;) {
      const c = text.charCodeAt(this.pos)
      if (c === space) this.pos++
      else if (c === newline || c === carriageReturn) {
        this.skipLineEnd()
        crossed = true
      } else if (c === 35 && (this.pos === this.lineStart || this.blankAt(this.pos - 1))) this.skipComment()
      else if (c === tab) {
        if (tabs === 'never' || (tabs === 'here' && crossed)) this.fail('A tab may not indent. Use spaces.')
        this.pos++
      } else return crossed
    }
  }

  skipComment(): void {
    while (!this.endAt(this.pos)) this.pos++
  }

  /** Whether a document marker (`---` or `...`) stands at `pos`, which must be a line's start. */
  markerAt(pos: number): boolean {
    const c = this.text.charCodeAt(pos)
    if (c !== 45 && c !== 46) return false
    return this.text.charCodeAt(pos + 1) === c && this.text.charCodeAt(pos + 2) === c && this.blankAt(pos + 3)
  }

  /** The text or the document is over. */
  get over(): boolean {
    return this.pos >= this.text.length || (this.pos === this.lineStart && this.markerAt(this.pos))
  }
}
