import { type Cursor, SyntaxFault } from './cursor.ts'
import type { Mapping, Node, Pair } from './node.ts'
import { placeOf } from './place.ts'
import { anchored, composeTag, type Properties } from './properties.ts'

/** Collects the pairs of a mapping, finds repeated keys and applies `<<`. */
export class MappingBuilder {
  private readonly cursor: Cursor
  private readonly start: number
  private readonly pairs = new Map<string, Pair>()
  private merge: Node | undefined

  constructor(cursor: Cursor, start: number) {
    this.cursor = cursor
    this.start = start
  }

  add(key: Node, value: Node): void {
    const { cursor } = this
    const name = key.kind === 'scalar' && typeof key.value === 'string' ? key.value : undefined
    if (name === undefined || (key.kind === 'scalar' && key.date)) {
      const text = cursor.text.slice(key.start, key.end)
      cursor.report({ code: 'key-not-text', key: text, at: placeOf(key), path: '' })
      return
    }
    const plainMerge = name === '<<' && cursor.text.charCodeAt(key.start) === 60
    const first = plainMerge ? this.merge : this.pairs.get(name)
    if (first) {
      const line = placeOf(first).line
      cursor.report({ code: 'duplicate-key', key: name, first: line, at: placeOf(key), path: '' })
      return
    }
    if (plainMerge) this.merge = value
    else this.pairs.set(name, { key: name, source: key.source, start: key.start, end: key.end, value })
  }

  build(properties: Properties | undefined): Mapping {
    const { cursor, start, pairs } = this
    if (this.merge) this.applyMerge(this.merge)
    cursor.written++
    let size = 1
    for (const { value } of pairs.values()) size += value.size
    return anchored(cursor, properties, {
      kind: 'mapping',
      pairs,
      tag: composeTag(cursor, properties),
      source: cursor.source,
      start,
      end: cursor.pos,
      size,
    })
  }

  /** Own keys win; of several merged mappings the earlier one wins. */
  private applyMerge(node: Node): void {
    if (node.kind === 'mapping') {
      for (const [key, pair] of node.pairs) if (!this.pairs.has(key)) this.pairs.set(key, pair)
    } else if (node.kind === 'sequence' && node.items.every((item) => item.kind === 'mapping')) {
      for (const item of node.items) this.applyMerge(item)
    } else throw new SyntaxFault('', node.start, 'merge')
  }
}
