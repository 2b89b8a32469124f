import { type Cursor, carriageReturn, newline, space, tab } from './cursor.ts'

const escapes: Record<string, string> = {
  '0': '\0',
  a: '\x07',
  b: '\b',
  t: '\t',
  '\t': '\t',
  n: '\n',
  v: '\v',
  f: '\f',
  r: '\r',
  e: '\x1b',
  ' ': ' ',
  '"': '"',
  "'": "'",
  '/': '/',
  '\\': '\\',
  N: '\x85',
  _: '\xa0',
  L: '\u2028',
  P: '\u2029',
}

const lengths: Record<string, number> = { x: 2, u: 4, U: 8 }

/** Reads a quoted scalar; `cursor` stands on its first quote. */
export function readQuoted(cursor: Cursor): string {
  const { text } = cursor
  const start = cursor.pos
  const quote = text.charCodeAt(start)
  const double = quote === 34
  cursor.pos++
  let value = ''
  let run = cursor.pos
  for (;;) {
    const c = text.charCodeAt(cursor.pos)
    if (c === quote) {
      value += text.slice(run, cursor.pos)
      cursor.pos++
      if (double || text.charCodeAt(cursor.pos) !== quote) return value
      run = cursor.pos
      cursor.pos++
    } else if (double && c === 92) {
      value += text.slice(run, cursor.pos)
      value += readEscape(cursor)
      run = cursor.pos
    } else if (c === newline || c === carriageReturn) {
      value += text.slice(run, cursor.pos).replace(/[ \t]+$/, '')
      value += fold(cursor, start)
      run = cursor.pos
    } else if (Number.isNaN(c)) {
      cursor.fail(`This ${double ? '"' : "'"} is never closed.`, start)
    } else cursor.pos++
  }
}

/** A line end inside quotes is a space; each empty line after it a line end. */
function fold(cursor: Cursor, start: number): string {
  let lines = 0
  for (;;) {
    const c = cursor.text.charCodeAt(cursor.pos)
    if (c === newline || c === carriageReturn) {
      cursor.skipLineEnd()
      lines++
      if (cursor.markerAt(cursor.pos)) cursor.fail('A quoted text is never closed.', start)
    } else if (c === space || c === tab) cursor.pos++
    else return lines === 1 ? ' ' : '\n'.repeat(lines - 1)
  }
}

function readEscape(cursor: Cursor): string {
  const start = cursor.pos
  const letter = cursor.text.charAt(start + 1)
  cursor.pos += 2
  if (letter === '\n' || letter === '\r') {
    cursor.pos--
    const rest = fold(cursor, start)
    return rest === ' ' ? '' : rest
  }
  const length = lengths[letter]
  if (length === undefined) {
    const meaning = escapes[letter]
    return meaning ?? cursor.fail(`"\\${letter}" is no escape sequence.`, start)
  }
  const digits = cursor.text.slice(cursor.pos, cursor.pos + length)
  const code = /^[0-9a-fA-F]+$/.test(digits) && digits.length === length ? Number.parseInt(digits, 16) : -1
  if (code < 0 || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff))
    cursor.fail(`"\\${letter}${digits}" is no escape sequence.`, start)
  cursor.pos += length
  return String.fromCodePoint(code)
}
