import type { Cursor } from './cursor.ts'
import type { Node, Scalar, Tag } from './node.ts'
import { resolvePlain } from './scalar.ts'

/** What stands before a value: `&anchor` and `!tag`. */
export type Properties = { anchor?: string; tag?: string; start: number }

const word = /[^\s,[\]{}]+/y

/** Reads anchors and tags on the current line; `undefined` when there is none. */
export function readProperties(cursor: Cursor): Properties | undefined {
  let found: Properties | undefined
  for (;;) {
    const c = cursor.text.charCodeAt(cursor.pos)
    if (c !== 38 && c !== 33) return found
    found ??= { start: cursor.pos }
    if (c === 38) {
      if (found.anchor !== undefined) cursor.fail('A value has one anchor at most.')
      found.anchor = readName(cursor)
    } else {
      if (found.tag !== undefined) cursor.fail('A value has one tag at most.')
      found.tag = readTag(cursor)
    }
    if (!cursor.blankAt(cursor.pos) && !/[,\]}]/.test(cursor.text.charAt(cursor.pos)))
      cursor.fail('A space is missing here.')
    cursor.skipBlanks()
  }
}

/** Reads the name after `&` or `*`. */
export function readName(cursor: Cursor): string {
  const pattern = /[A-Za-z0-9_-]+/y
  pattern.lastIndex = cursor.pos + 1
  const name = pattern.exec(cursor.text)?.[0]
  if (!name) return cursor.fail('An anchor needs a name of letters, digits, - and _.')
  cursor.pos += 1 + name.length
  return name
}

function readTag(cursor: Cursor): string {
  word.lastIndex = cursor.pos
  const tag = word.exec(cursor.text)?.[0] ?? ''
  cursor.pos += tag.length
  return tag
}

const core: Record<string, string> = {
  '!!str': 'str',
  '!<tag:yaml.org,2002:str>': 'str',
  '!!int': 'int',
  '!!float': 'float',
  '!!bool': 'bool',
  '!!null': 'null',
  '!!map': 'map',
  '!!seq': 'seq',
  '!!binary': 'str',
  '!!merge': 'str',
  '!!timestamp': 'timestamp',
  '!': 'str',
}

/** The Compose tag among `properties`, if any; marks the file as having one. */
export function composeTag(cursor: Cursor, properties: Properties | undefined): Tag {
  const tag = properties?.tag
  if (tag === undefined) return undefined
  if (tag === '!reset' || tag === '!override') {
    cursor.tagged = true
    return tag === '!reset' ? 'reset' : 'override'
  }
  return undefined
}

/** Makes a scalar of what was read, by its tag or, when plain, by its looks. */
export function makeScalar(
  cursor: Cursor,
  text: string,
  plain: boolean,
  start: number,
  properties: Properties | undefined,
): Scalar {
  const composed = composeTag(cursor, properties)
  const tag = composed ? undefined : properties?.tag
  const asText = !plain || (tag !== undefined && core[tag] === 'str')
  const resolved = asText ? { value: text, float: false, date: false } : resolvePlain(text)
  if (tag !== undefined && !asText) checkTag(cursor, tag, resolved.value, properties?.start ?? start)
  if (tag !== undefined && !plain && core[tag] !== 'str') {
    if (core[tag]) Object.assign(resolved, resolvePlain(text))
  }
  return {
    kind: 'scalar',
    value: resolved.value,
    float: resolved.float || tag === '!!float',
    date: resolved.date,
    tag: composed,
    source: cursor.source,
    start,
    end: cursor.pos,
    size: 1,
  }
}

function checkTag(cursor: Cursor, tag: string, value: Scalar['value'], at: number): void {
  const kind = core[tag]
  const fits =
    (kind === 'int' && typeof value === 'number') ||
    (kind === 'float' && typeof value === 'number') ||
    (kind === 'bool' && typeof value === 'boolean') ||
    (kind === 'null' && value === null) ||
    kind === 'timestamp'
  if (kind && !fits) cursor.fail(`This value is not what its tag ${tag} says.`, at)
}

/** Remembers an anchored node and gives it back. */
export function anchored<N extends Node>(cursor: Cursor, properties: Properties | undefined, node: N): N {
  if (properties?.anchor !== undefined) cursor.anchors.set(properties.anchor, node)
  return node
}
