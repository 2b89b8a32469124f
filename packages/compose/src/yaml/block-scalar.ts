import { type Cursor, newline, space, tab } from './cursor.ts'

/** Reads a `|` or `>` scalar; `cursor` stands on the sign, `parent` is the column of what contains it. */
export function readBlockScalar(cursor: Cursor, parent: number): string {
  const folded = cursor.text.charCodeAt(cursor.pos) === 62
  cursor.pos++
  const { chomp, width } = readHeader(cursor)
  let indent = width ? Math.max(parent, 0) + width : 0
  if (!width) indent = Math.max(detectIndent(cursor), parent + 1, 1)

  let value = ''
  let breaks = 0
  let previousBlank = true
  let first = true
  for (;;) {
    const lineStart = cursor.lineStart
    let spaces = 0
    while (spaces < indent && cursor.text.charCodeAt(lineStart + spaces) === space) spaces++
    cursor.pos = lineStart + spaces
    if (cursor.endAt(cursor.pos)) {
      if (cursor.pos >= cursor.text.length) return finish(value, breaks, chomp)
      breaks++
      cursor.skipLineEnd()
      continue
    }
    if (spaces < indent || (spaces === 0 && cursor.markerAt(cursor.pos))) break
    const c = cursor.text.charCodeAt(cursor.pos)
    const blank = c === space || c === tab
    if (folded && !first && !blank && !previousBlank) value += breaks === 1 ? ' ' : '\n'.repeat(breaks - 1)
    else value += '\n'.repeat(breaks)
    const start = cursor.pos
    while (!cursor.endAt(cursor.pos)) cursor.pos++
    value += cursor.text.slice(start, cursor.pos)
    previousBlank = blank
    first = false
    breaks = 0
    if (cursor.pos >= cursor.text.length) return finish(value, breaks, chomp)
    breaks = 1
    cursor.skipLineEnd()
  }
  cursor.pos = cursor.lineStart
  return finish(value, breaks, chomp)
}

type Chomp = 'clip' | 'strip' | 'keep'

function finish(value: string, breaks: number, chomp: Chomp): string {
  if (chomp === 'strip') return value
  if (chomp === 'keep') return value + '\n'.repeat(breaks)
  return value === '' || breaks === 0 ? value : `${value}\n`
}

function readHeader(cursor: Cursor): { chomp: Chomp; width: number } {
  let chomp: Chomp = 'clip'
  let width = 0
  for (;;) {
    const c = cursor.text.charCodeAt(cursor.pos)
    if (c === 43) chomp = 'keep'
    else if (c === 45) chomp = 'strip'
    else if (c >= 49 && c <= 57) width = c - 48
    else break
    cursor.pos++
  }
  const start = cursor.pos
  cursor.skipBlanks()
  if (cursor.text.charCodeAt(cursor.pos) === 35 && cursor.pos > start) cursor.skipComment()
  if (!cursor.endAt(cursor.pos)) cursor.fail('A block text begins on the line after | or >.')
  cursor.skipLineEnd()
  return { chomp, width }
}

/** The most spaces of the leading empty lines and the first line with text. */
function detectIndent(cursor: Cursor): number {
  let indent = 0
  let pos = cursor.pos
  for (;;) {
    const start = pos
    while (cursor.text.charCodeAt(pos) === space) pos++
    indent = Math.max(indent, pos - start)
    if (cursor.text.charCodeAt(pos) === tab) {
      let end = pos
      while (cursor.text.charCodeAt(end) === tab || cursor.text.charCodeAt(end) === space) end++
      if (!cursor.endAt(end) && indent === 0) cursor.fail('A tab may not indent. Use spaces.', pos)
      return indent
    }
    if (!cursor.endAt(pos) || pos >= cursor.text.length) return indent
    if (cursor.text.charCodeAt(pos) !== newline) pos++
    if (cursor.text.charCodeAt(pos) === newline) pos++
  }
}
