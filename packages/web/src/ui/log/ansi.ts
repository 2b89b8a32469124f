/** A run of text in one style. Only text and class names come out: nothing in a line can become markup. */
export type Span = { text: string; classes: string[]; color?: string; background?: string }

type Style = { flags: Set<string>; color?: string; background?: string }

// biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences are what this reads
const sequence = /\u001b(?:\[([0-9;:]*)([@-~])|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[@-Z\\-_])/g
// biome-ignore lint/suspicious/noControlCharactersInRegex: what is left of control characters is dropped
const control = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g

const names = ['black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white']
const on: Record<number, string> = {
  1: 'bold',
  2: 'dim',
  3: 'italic',
  4: 'underline',
  7: 'inverse',
  9: 'strike',
}
const off: Record<number, string[]> = {
  22: ['bold', 'dim'],
  23: ['italic'],
  24: ['underline'],
  27: ['inverse'],
  29: ['strike'],
}

/** One line with its SGR colours (ECMA-48 § 8.3.117) as spans; every other sequence is removed. */
export function spans(line: string): Span[] {
  const text = lastReturn(line)
  const out: Span[] = []
  let style: Style = { flags: new Set() }
  let from = 0
  const push = (piece: string) => {
    const clean = piece.replace(control, '')
    if (clean) out.push(toSpan(clean, style))
  }
  for (const match of text.matchAll(sequence)) {
    push(text.slice(from, match.index))
    from = match.index + match[0].length
    if (match[2] === 'm') style = restyle(style, match[1] ?? '')
  }
  push(text.slice(from))
  return out
}

/** The line as plain text, for search, download and width. */
export function plain(line: string): string {
  return lastReturn(line).replace(sequence, '').replace(control, '')
}

/** A progress bar rewrites its line with \r: what stood last counts. */
function lastReturn(line: string): string {
  if (!line.includes('\r')) return line
  return line.split('\r').findLast((part) => part !== '') ?? ''
}

function toSpan(text: string, { flags, color, background }: Style): Span {
  const named = [color, background].filter((paint) => paint?.startsWith('ansi'))
  const span: Span = { text, classes: [...flags].map((flag) => `ansi-${flag}`) }
  for (const name of named) if (name) span.classes.push(name)
  if (color && !named.includes(color)) span.color = color
  if (background && !named.includes(background)) span.background = background
  return span
}

function restyle(before: Style, parameters: string): Style {
  const codes = parameters.split(/[;:]/).map(Number)
  const style: Style = { ...before, flags: new Set(before.flags) }
  for (let at = 0; at < codes.length; at += 1) {
    const code = codes[at] ?? 0
    if (code === 0) {
      style.flags.clear()
      delete style.color
      delete style.background
    } else if (on[code]) style.flags.add(on[code])
    else if (off[code]) for (const flag of off[code]) style.flags.delete(flag)
    else if (code === 38 || code === 48) {
      const [value, used] = extended(codes.slice(at + 1), code === 48)
      at += used
      if (value) style[code === 38 ? 'color' : 'background'] = value
    } else if (code === 39) delete style.color
    else if (code === 49) delete style.background
    else if (code >= 30 && code <= 37) style.color = `ansi-${names[code - 30]}`
    else if (code >= 90 && code <= 97) style.color = `ansi-bright-${names[code - 90]}`
    else if (code >= 40 && code <= 47) style.background = `ansi-on-${names[code - 40]}`
    else if (code >= 100 && code <= 107) style.background = `ansi-on-${names[code - 100]}`
  }
  return style
}

/** 5;n of the 256 colours, or 2;r;g;b; and how many numbers that took. */
function extended(rest: number[], background: boolean): [string | undefined, number] {
  const byte = (value: number | undefined) => Math.min(255, Math.max(0, value ?? 0))
  if (rest[0] === 2) return [`rgb(${byte(rest[1])} ${byte(rest[2])} ${byte(rest[3])})`, 4]
  if (rest[0] !== 5) return [undefined, 0]
  const n = byte(rest[1])
  if (n < 16) return [`ansi-${background ? 'on-' : n > 7 ? 'bright-' : ''}${names[n % 8]}`, 2]
  if (n >= 232) return [`rgb(${gray(n)} ${gray(n)} ${gray(n)})`, 2]
  const cube = n - 16
  const level = (index: number) => (index === 0 ? 0 : 55 + 40 * index)
  return [`rgb(${level(Math.floor(cube / 36))} ${level(Math.floor(cube / 6) % 6)} ${level(cube % 6)})`, 2]
}
const gray = (n: number) => 8 + 10 * (n - 232)

/** Cuts spans so that every occurrence of `query` (lower case) is a span marked `found`. */
export function mark(list: Span[], query: string): (Span & { found?: boolean })[] {
  if (!query) return list
  const whole = list
    .map((span) => span.text)
    .join('')
    .toLowerCase()
  const edges: [number, number][] = []
  for (let at = whole.indexOf(query); at >= 0; at = whole.indexOf(query, at + query.length))
    edges.push([at, at + query.length])
  if (edges.length === 0) return list
  let offset = 0
  return list.flatMap((span) => {
    const start = offset
    offset += span.text.length
    const cuts = new Set([start, offset])
    for (const edge of edges.flat()) if (edge > start && edge < offset) cuts.add(edge)
    const points = [...cuts].sort((a, b) => a - b)
    return points.slice(0, -1).map((from, index) => {
      const to = points[index + 1] ?? offset
      const found = edges.some(([a, b]) => from >= a && to <= b)
      return { ...span, text: span.text.slice(from - start, to - start), found }
    })
  })
}
