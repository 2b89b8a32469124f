import type { Shape } from './tables/shape.ts'
import { mapping, type Node, type Pair, sequence, withValue } from './yaml/node.ts'

type Rule = 'identity' | 'canonical' | 'fallback' | 'path' | 'check'

const bits: Readonly<Record<Rule, number>> = { identity: 1, canonical: 2, fallback: 4, path: 8, check: 16 }

/** The rules that a shape or anything below it has, as bits. */
const reach = new WeakMap<Shape, number>()

/** Whether `shape` or anything below it has the rule; a tree is entered only where that is so. */
const reaches = (shape: Shape, rule: Rule): boolean => (reachOf(shape) & bits[rule]) !== 0

/** Of all rules in one walk over the tables: that takes as long as to read a small project. */
function reachOf(shape: Shape): number {
  const known = reach.get(shape)
  if (known !== undefined) return known
  // A table may hold itself.
  reach.set(shape, 0)
  const { identity, canonical, fallback, path, check, list, object } = shape
  const found =
    (identity ? bits.identity : 0) |
    (canonical ? bits.canonical : 0) |
    (fallback ? bits.fallback : 0) |
    (path ? bits.path : 0) |
    (check ? bits.check : 0) |
    (list ? reachOf(list.of) : 0) |
    (object?.keys ? reachOf(object.keys.of) : 0) |
    (object?.fields ? reachOfAll(object.fields) : 0)
  reach.set(shape, found)
  return found
}

function reachOfAll(fields: ReadonlyMap<string, Shape>): number {
  let found = 0
  fields.forEach((field) => {
    found |= reachOf(field)
  })
  return found
}

/** The table of what is below `key`. */
export function shapeOf(shape: Shape, key: string): Shape | undefined {
  const { object } = shape
  return object?.fields?.get(key) ?? object?.keys?.of
}

/** The path of a key below `path`. */
export const below = (path: string, key: string): string => (path ? `${path}.${key}` : key)

type Apply = (node: Node, shape: Shape, path: string) => Node

/** Applies a rule wherever the table has it, outermost first; what it gives is not entered again. */
export function rewrite(node: Node, shape: Shape, path: string, rule: Rule, apply: Apply): Node {
  if (shape[rule] !== undefined) return apply(node, shape, path)
  return rewriteBelow(node, shape, path, rule, apply)
}

/** Applies a rule to everything below a node. */
export function rewriteBelow(node: Node, shape: Shape, path: string, rule: Rule, apply: Apply): Node {
  if (node.kind === 'scalar' || !reaches(shape, rule)) return node
  if (node.kind === 'sequence') {
    const of = shape.list?.of ?? shape.object?.keys?.of
    if (!of || !reaches(of, rule)) return node
    let changed = false
    const items = node.items.map((item, index) => {
      const next = rewrite(item, of, `${path}[${index}]`, rule, apply)
      changed ||= next !== item
      return next
    })
    return changed ? sequence(items, node) : node
  }
  let changed: Map<string, Pair> | undefined
  for (const [key, pair] of node.pairs) {
    const inner = shapeOf(shape, key)
    if (!inner || (inner[rule] === undefined && !reaches(inner, rule))) continue
    const next = rewrite(pair.value, inner, below(path, key), rule, apply)
    if (next === pair.value) continue
    changed ??= new Map(node.pairs)
    changed.set(key, withValue(pair, next))
  }
  return changed ? mapping(changed, node) : node
}
