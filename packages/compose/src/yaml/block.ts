import { readBlockScalar } from './block-scalar.ts'
import { MappingBuilder } from './builder.ts'
import type { Cursor } from './cursor.ts'
import { nested, readAlias, readFlow } from './flow.ts'
import type { Node, Scalar } from './node.ts'
import { plainStartsAt, readPlainLine, readPlainRest } from './plain.ts'
import { anchored, composeTag, makeScalar, type Properties, readProperties } from './properties.ts'
import { readQuoted } from './quoted.ts'

const dash = 45
const question = 63
const colon = 58

/** Where a value stands: on a line of its own, after `- ` or `? `, or after `key:` on the same line. */
type Where = 'own line' | 'after dash' | 'after key'

/** Reads one block node. `parent` is the column of the collection around it, -1 at the top. */
export function readBlock(cursor: Cursor, parent: number, where: Where): Node {
  return nested(cursor, () => readBlockNode(cursor, parent, where))
}

function indicatorAt(cursor: Cursor, sign: number): boolean {
  return cursor.text.charCodeAt(cursor.pos) === sign && cursor.blankAt(cursor.pos + 1)
}

function readBlockNode(cursor: Cursor, parent: number, where: Where): Node {
  const start = cursor.pos
  const column = cursor.column
  const properties = readProperties(cursor)
  if (properties && cursor.endAt(cursor.pos)) return readAfterProperties(cursor, parent, properties)
  if (properties && cursor.text.charCodeAt(cursor.pos) === 35 && cursor.blankAt(cursor.pos - 1))
    return readAfterProperties(cursor, parent, properties)

  const c = cursor.text.charCodeAt(cursor.pos)
  if (indicatorAt(cursor, dash)) {
    if (where === 'after key') cursor.fail('A list begins on the line below its key.')
    if (properties) cursor.fail('Put the list on the line below its anchor or tag.')
    return readBlockSequence(cursor, column, undefined)
  }
  if (indicatorAt(cursor, question) && !properties) {
    if (where === 'after key') cursor.fail('A mapping begins on the line below its key.')
    return readBlockMapping(cursor, column, undefined)
  }
  if (c === 124 || c === 62) {
    const from = cursor.pos
    const text = readBlockScalar(cursor, parent)
    cursor.written++
    return anchored(cursor, properties, makeScalar(cursor, text, false, from, properties))
  }

  const line = cursor.lineStart
  const node = readInline(cursor, parent, properties)
  const followed = cursor.text.charCodeAt(skippedBlanks(cursor)) === colon
  if (followed && cursor.blankAt(skippedBlanks(cursor) + 1)) {
    if (where === 'after key')
      cursor.fail('A key cannot stand here. Put it on a line of its own, or the value in quotes.')
    if (cursor.lineStart !== line) cursor.fail('A key must stand on one line.', start)
    return readBlockMapping(cursor, column, node)
  }
  return node
}

/** The value of `&anchor` or `!tag` that stands alone on its line. */
function readAfterProperties(cursor: Cursor, parent: number, properties: Properties): Node {
  const from = properties.start
  cursor.skipToContent('never')
  const listInMapping = cursor.column === parent && indicatorAt(cursor, dash)
  if (cursor.over || (cursor.column <= parent && !listInMapping)) {
    return anchored(cursor, properties, makeScalar(cursor, '', true, from, properties))
  }
  const column = cursor.column
  if (indicatorAt(cursor, dash)) return nested(cursor, () => readBlockSequence(cursor, column, properties))
  if (indicatorAt(cursor, question)) return readBlockMapping(cursor, column, undefined, properties)
  const inner = readProperties(cursor)
  if (inner && cursor.endAt(cursor.pos)) cursor.fail('A value has one anchor and one tag at most.')
  const line = cursor.lineStart
  const start = cursor.pos
  const c = cursor.text.charCodeAt(cursor.pos)
  if (c === 124 || c === 62) {
    const text = readBlockScalar(cursor, parent)
    return anchored(cursor, properties, makeScalar(cursor, text, false, start, properties))
  }
  const node = readInline(cursor, parent, inner ?? properties)
  const colonAt = skippedBlanks(cursor)
  if (cursor.text.charCodeAt(colonAt) === colon && cursor.blankAt(colonAt + 1)) {
    if (cursor.lineStart !== line) cursor.fail('A key must stand on one line.', start)
    return readBlockMapping(cursor, column, node, properties)
  }
  return node
}

function skippedBlanks(cursor: Cursor): number {
  let pos = cursor.pos
  while (cursor.text.charCodeAt(pos) === 32 || cursor.text.charCodeAt(pos) === 9) pos++
  return pos
}

/** Reads a flow collection, alias, quoted or plain scalar: a value, or a key. */
function readInline(cursor: Cursor, parent: number, properties: Properties | undefined): Node {
  const start = cursor.pos
  const c = cursor.text.charCodeAt(start)
  if (c === 91 || c === 123) return readFlow(cursor, properties)
  cursor.written++
  if (c === 42) {
    if (properties) cursor.fail('An alias takes no anchor and no tag.')
    return readAlias(cursor)
  }
  if (c === 34 || c === 39) {
    const text = readQuoted(cursor)
    return anchored(cursor, properties, makeScalar(cursor, text, false, start, properties))
  }
  if (!plainStartsAt(cursor, start, false)) {
    if (c === colon) return makeScalar(cursor, '', true, start, properties)
    cursor.fail(`"${cursor.text.charAt(start)}" cannot begin a value. Put the value in quotes.`)
  }
  const first = readPlainLine(cursor, false)
  const next = cursor.text.charCodeAt(skippedBlanks(cursor))
  const text = next === colon ? first : readPlainRest(cursor, first, parent, false)
  return anchored(cursor, properties, makeScalar(cursor, text, true, start, properties))
}

function readBlockSequence(cursor: Cursor, column: number, properties: Properties | undefined): Node {
  const start = cursor.pos
  const items: Node[] = []
  let size = 1
  while (cursor.column === column && indicatorAt(cursor, dash) && !cursor.over) {
    cursor.pos++
    const item = readItem(cursor, column)
    items.push(item)
    size += item.size
    finishEntry(cursor, column)
  }
  cursor.written++
  const tag = composeTag(cursor, properties)
  const { source } = cursor
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

function readItem(cursor: Cursor, column: number): Node {
  const after = cursor.pos
  const crossed = cursor.skipToContent('never')
  if (cursor.over || (crossed && cursor.column <= column)) return nothing(cursor, after)
  return readBlock(cursor, column, crossed ? 'own line' : 'after dash')
}

function nothing(cursor: Cursor, at: number): Scalar {
  const { source } = cursor
  cursor.written++
  return {
    kind: 'scalar',
    value: null,
    float: false,
    date: false,
    tag: undefined,
    source,
    start: at,
    end: at,
    size: 1,
  }
}

/** Whether only spaces stand before the cursor on its line. */
function onFreshLine(cursor: Cursor): boolean {
  for (let pos = cursor.lineStart; pos < cursor.pos; pos++)
    if (cursor.text.charCodeAt(pos) !== 32) return false
  return true
}

/** After an entry: the next content begins a line, not deeper than `column`. */
function finishEntry(cursor: Cursor, column: number): void {
  const fresh = onFreshLine(cursor)
  const crossed = cursor.skipToContent(fresh ? 'never' : 'here') || fresh
  if (cursor.over) return
  if (!crossed) cursor.fail('Nothing may follow the value on this line. Is a line break or a quote missing?')
  if (cursor.column > column)
    cursor.fail('This line is indented more than the one it belongs to. Is a key or a colon missing?')
}

/**
 * Reads a mapping whose keys stand at `column`. When its first key has been read already it is `firstKey`.
 */
function readBlockMapping(
  cursor: Cursor,
  column: number,
  firstKey: Node | undefined,
  properties?: Properties,
): Node {
  const builder = new MappingBuilder(cursor, firstKey ? firstKey.start : cursor.pos)
  let key = firstKey
  for (;;) {
    key ??= readKey(cursor, column)
    cursor.skipBlanks()
    if (cursor.text.charCodeAt(cursor.pos) === colon && cursor.blankAt(cursor.pos + 1)) {
      cursor.pos++
      builder.add(key, readValue(cursor, column))
    } else builder.add(key, nothing(cursor, cursor.pos))
    finishEntry(cursor, column)
    if (cursor.over || cursor.column < column) return builder.build(properties)
    if (indicatorAt(cursor, dash)) {
      // A list at the same column as the mapping belongs to no key here.
      if (cursor.column === column) cursor.fail('A key is expected here, not a list item.')
    }
    key = undefined
  }
}

function readKey(cursor: Cursor, column: number): Node {
  if (indicatorAt(cursor, question)) {
    cursor.pos++
    const key = readItem(cursor, column)
    if (cursor.pos !== cursor.lineStart) cursor.skipToContent('here')
    if (cursor.column !== column && !cursor.over) cursor.fail('A colon is expected here.')
    return key
  }
  const line = cursor.lineStart
  const start = cursor.pos
  const properties = readProperties(cursor)
  const key = readInline(cursor, column, properties)
  const at = skippedBlanks(cursor)
  if (cursor.text.charCodeAt(at) !== colon || !cursor.blankAt(at + 1))
    cursor.fail('A colon is missing after this key.', start)
  if (cursor.lineStart !== line) cursor.fail('A key must stand on one line.', start)
  return key
}

function readValue(cursor: Cursor, column: number): Node {
  const after = cursor.pos
  const crossed = cursor.skipToContent('here')
  if (cursor.over) return nothing(cursor, after)
  if (!crossed) return readBlock(cursor, column, 'after key')
  if (cursor.column > column) return readBlock(cursor, column, 'own line')
  if (cursor.column === column && indicatorAt(cursor, dash))
    return nested(cursor, () => readBlockSequence(cursor, column, undefined))
  return nothing(cursor, after)
}
