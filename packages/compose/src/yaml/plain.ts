import { type Cursor, carriageReturn, newline, space, tab } from './cursor.ts'

const flowEnds = new Set([44, 91, 93, 123, 125]) // , [ ] { }

/** Whether a plain scalar may begin at `pos`. */
export function plainStartsAt(cursor: Cursor, pos: number, flow: boolean): boolean {
  const c = cursor.text.charCodeAt(pos)
  switch (c) {
    case 45: // -
    case 58: // :
    case 63: // ?
      return !cursor.blankAt(pos + 1) && !(flow && flowEnds.has(cursor.text.charCodeAt(pos + 1)))
    case 44:
    case 91:
    case 93:
    case 123:
    case 125:
    case 35: // #
    case 38: // &
    case 42: // *
    case 33: // !
    case 124: // |
    case 62: // >
    case 39:
    case 34:
    case 37: // %
    case 64: // @
    case 96: // `
      return false
    default:
      return !cursor.blankAt(pos)
  }
}

/** Reads a plain scalar's part on the current line; leaves the cursor after its last character. */
export function readPlainLine(cursor: Cursor, flow: boolean): string {
  const { text } = cursor
  const start = cursor.pos
  let pos = start
  let end = start
  for (;;) {
    const c = text.charCodeAt(pos)
    if (c === newline || c === carriageReturn || Number.isNaN(c)) break
    if (c === 58) {
      if (cursor.blankAt(pos + 1)) break
    } else if (c === 35) {
      const before = text.charCodeAt(pos - 1)
      if (pos > start && (before === space || before === tab)) break
    } else if (flow && flowEnds.has(c)) break
    pos++
    if (c !== space && c !== tab) end = pos
  }
  cursor.pos = end
  return text.slice(start, end)
}

/** Reads the lines that continue a plain scalar; each must be indented beyond `parent`. */
export function readPlainRest(cursor: Cursor, first: string, parent: number, flow: boolean): string {
  let value = first
  for (;;) {
    const { pos, lineStart } = cursor
    cursor.skipBlanks()
    if (!cursor.endAt(cursor.pos) || cursor.pos >= cursor.text.length)
      return restore(cursor, pos, lineStart, value)
    let breaks = 0
    while (cursor.endAt(cursor.pos) && cursor.pos < cursor.text.length) {
      cursor.skipLineEnd()
      breaks++
      while (cursor.text.charCodeAt(cursor.pos) === space) cursor.pos++
      if (cursor.text.charCodeAt(cursor.pos) === tab) {
        if (!flow && cursor.column <= parent) cursor.fail('A tab may not indent. Use spaces.')
        cursor.skipBlanks()
      }
    }
    const c = cursor.text.charCodeAt(cursor.pos)
    const ends =
      cursor.over ||
      c === 35 ||
      (flow ? flowEnds.has(c) || (c === 58 && cursor.blankAt(cursor.pos + 1)) : cursor.column <= parent)
    if (ends) return restore(cursor, pos, lineStart, value)
    if (c === 58 && cursor.blankAt(cursor.pos + 1)) return restore(cursor, pos, lineStart, value)
    value += (breaks === 1 ? ' ' : '\n'.repeat(breaks - 1)) + readPlainLine(cursor, flow)
  }
}

function restore(cursor: Cursor, pos: number, lineStart: number, value: string): string {
  cursor.pos = pos
  cursor.lineStart = lineStart
  return value
}
