/** One file's name and text. */
export type Source = { readonly file: string; readonly text: string }

export type ScalarValue = string | number | bigint | boolean | null

/** What `!reset` and `!override` ask for. */
export type Tag = 'reset' | 'override' | undefined

/**
 * A value with its place. Nodes are never changed once read, because an alias shares them: a stage that wants
 * another value makes another node and keeps the place. `size` counts nodes with aliases expanded.
 */
export type Scalar = {
  readonly kind: 'scalar'
  readonly value: ScalarValue
  /** The value was written as a float (`1.0`), which some attributes treat unlike an integer. */
  readonly float: boolean
  /** The value was written as a date, which no attribute takes. */
  readonly date: boolean
  readonly tag: Tag
  readonly source: Source
  readonly start: number
  readonly end: number
  readonly size: 1
}

export type Sequence = {
  readonly kind: 'sequence'
  readonly items: readonly Node[]
  readonly tag: Tag
  readonly source: Source
  readonly start: number
  readonly end: number
  readonly size: number
}

export type Mapping = {
  readonly kind: 'mapping'
  readonly pairs: ReadonlyMap<string, Pair>
  readonly tag: Tag
  readonly source: Source
  readonly start: number
  readonly end: number
  readonly size: number
}

/** A key with its own place and its value. */
export type Pair = {
  readonly key: string
  readonly source: Source
  readonly start: number
  readonly end: number
  readonly value: Node
}

export type Node = Scalar | Sequence | Mapping

/** The part of a node that says where it is. */
export type Origin = { readonly source: Source; readonly start: number; readonly end: number }

/** A scalar at the place of `origin`. */
export function scalar(value: ScalarValue, origin: Origin, float = false): Scalar {
  const { source, start, end } = origin
  return { kind: 'scalar', value, float, date: false, tag: undefined, source, start, end, size: 1 }
}

/** A list at the place of `origin`. */
export function sequence(items: readonly Node[], origin: Origin): Sequence {
  const { source, start, end } = origin
  let size = 1
  for (const item of items) size += item.size
  return { kind: 'sequence', items, tag: undefined, source, start, end, size }
}

/** A mapping at the place of `origin`. */
export function mapping(pairs: ReadonlyMap<string, Pair>, origin: Origin): Mapping {
  const { source, start, end } = origin
  let size = 1
  for (const pair of pairs.values()) size += pair.value.size
  return { kind: 'mapping', pairs, tag: undefined, source, start, end, size }
}

/** A pair whose key stands where `origin` is. */
export function pair(key: string, value: Node, origin: Origin): Pair {
  return { key, value, source: origin.source, start: origin.start, end: origin.end }
}

/** The same pair with another value, or the pair itself when the value is the same. */
export function withValue(old: Pair, value: Node): Pair {
  return value === old.value ? old : pair(old.key, value, old)
}
