import { MappingBuilder } from './builder.ts'
import { type Cursor, SyntaxFault } from './cursor.ts'
import type { Node, Sequence } from './node.ts'
import { plainStartsAt, readPlainLine, readPlainRest } from './plain.ts'
import { anchored, composeTag, makeScalar, type Properties, readName, readProperties } from './properties.ts'
import { readQuoted } from './quoted.ts'

const depthLimit = 500

/** Runs `read` one level deeper; refuses nesting that no project needs. */
export function nested<T>(cursor: Cursor, read: () => T): T {
  if (++cursor.depth > depthLimit) throw new SyntaxFault(String(depthLimit), cursor.pos, 'depth')
  const value = read()
  cursor.depth--
  return value
}

/** The node that `*name` stands for; `cursor` stands on the star. */
export function readAlias(cursor: Cursor): Node {
  const start = cursor.pos
  const name = readName(cursor)
  const node = cursor.anchors.get(name)
  if (!node) throw new SyntaxFault(name, start, { alias: name })
  return node
}

/** Reads `[…]` or `{…}`; `cursor` stands on the bracket. */
export function readFlow(cursor: Cursor, properties: Properties | undefined): Node {
  return nested(cursor, () =>
    cursor.text.charCodeAt(cursor.pos) === 91
      ? readFlowSequence(cursor, properties)
      : readFlowMapping(cursor, properties),
  )
}

function readFlowSequence(cursor: Cursor, properties: Properties | undefined): Sequence {
  const start = cursor.pos++
  const items: Node[] = []
  let size = 1
  for (;;) {
    cursor.skipToContent('anywhere')
    if (cursor.over) cursor.fail('This [ is never closed.', start)
    if (cursor.text.charCodeAt(cursor.pos) === 93) break
    const at = cursor.pos
    let item: Node
    const question = cursor.text.charCodeAt(cursor.pos) === 63 && cursor.blankAt(cursor.pos + 1)
    if (question) cursor.pos++
    const key = readFlowNode(cursor)
    if (question || colonFollows(cursor)) {
      const one = new MappingBuilder(cursor, at)
      readFlowPairValue(cursor, one, key)
      item = one.build(undefined)
    } else item = key
    items.push(item)
    size += item.size
    readComma(cursor, 93, start)
  }
  cursor.pos++
  cursor.written++
  const { source } = cursor
  const tag = composeTag(cursor, properties)
  return anchored(cursor, properties, {
    kind: 'sequence',
    items,
    tag,
    source,
    start,
    end: cursor.pos,
    size,
  })
}

function readFlowMapping(cursor: Cursor, properties: Properties | undefined): Node {
  const start = cursor.pos++
  const builder = new MappingBuilder(cursor, start)
  for (;;) {
    cursor.skipToContent('anywhere')
    if (cursor.over) cursor.fail('This { is never closed.', start)
    const c = cursor.text.charCodeAt(cursor.pos)
    if (c === 125) break
    if (c === 63 && cursor.blankAt(cursor.pos + 1)) cursor.pos++
    readFlowPairValue(cursor, builder, readFlowNode(cursor))
    readComma(cursor, 125, start)
  }
  cursor.pos++
  return builder.build(properties)
}

/** Whether a `:` comes next, after blanks and line ends. */
function colonFollows(cursor: Cursor): boolean {
  const { pos, lineStart } = cursor
  cursor.skipToContent('anywhere')
  if (cursor.text.charCodeAt(cursor.pos) === 58) return true
  cursor.pos = pos
  cursor.lineStart = lineStart
  return false
}

function readFlowPairValue(cursor: Cursor, builder: MappingBuilder, key: Node): void {
  let value: Node
  if (colonFollows(cursor)) {
    cursor.pos++
    value = readFlowNode(cursor)
  } else value = makeScalar(cursor, '', true, cursor.pos, undefined)
  builder.add(key, value)
}

function readComma(cursor: Cursor, close: number, start: number): void {
  cursor.skipToContent('anywhere')
  const c = cursor.text.charCodeAt(cursor.pos)
  if (c === 44) cursor.pos++
  else if (c !== close) {
    if (cursor.over) cursor.fail(close === 93 ? 'This [ is never closed.' : 'This { is never closed.', start)
    cursor.fail(`A comma or ${close === 93 ? ']' : '}'} is expected here.`)
  }
}

function readFlowNode(cursor: Cursor): Node {
  cursor.skipToContent('anywhere')
  if (cursor.over) cursor.fail('The file ends inside brackets.')
  const properties = readProperties(cursor)
  if (properties) cursor.skipToContent('anywhere')
  const c = cursor.text.charCodeAt(cursor.pos)
  const start = cursor.pos
  if (c === 91 || c === 123) return readFlow(cursor, properties)
  cursor.written++
  if (c === 42) return readAlias(cursor)
  if (c === 34 || c === 39) {
    const value = readQuoted(cursor)
    return anchored(cursor, properties, makeScalar(cursor, value, false, start, properties))
  }
  if (!plainStartsAt(cursor, start, true)) {
    if (c === 44 || c === 93 || c === 125 || c === 58)
      return anchored(cursor, properties, makeScalar(cursor, '', true, start, properties))
    cursor.fail(`"${cursor.text.charAt(start)}" cannot begin a value. Put the value in quotes.`)
  }
  const value = readPlainRest(cursor, readPlainLine(cursor, true), -1, true)
  return anchored(cursor, properties, makeScalar(cursor, value, true, start, properties))
}
