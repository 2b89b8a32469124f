import { mapping, type Node, type Pair, sequence, withValue } from './yaml/node.ts'

/** The keys that lead to a value tagged `!reset` or `!override`. */
export type ResetPath = readonly string[]

/** Takes `!reset` values out of a document and lists where those and `!override` values stood. */
export function takeResets(document: Node): { tree: Node; resets: ResetPath[] } {
  const resets: ResetPath[] = []
  const tree = take(document, [], resets) ?? document
  return { tree, resets }
}

function take(node: Node, path: string[], resets: ResetPath[]): Node | undefined {
  if (node.tag) {
    resets.push([...path])
    return node.tag === 'reset' ? undefined : node
  }
  if (node.kind === 'scalar') return node
  if (node.kind === 'sequence') {
    const items = node.items
      .map((item, index) => take(item, [...path, String(index)], resets))
      .filter((item) => item !== undefined)
    return items.length === node.items.length && items.every((item, index) => item === node.items[index])
      ? node
      : sequence(items, node)
  }
  const pairs = new Map<string, Pair>()
  let changed = false
  for (const [key, pair] of node.pairs) {
    const value = take(pair.value, [...path, key], resets)
    changed ||= value !== pair.value
    if (value) pairs.set(key, withValue(pair, value))
  }
  return changed ? mapping(pairs, node) : node
}

/** Removes what stands at the given paths. */
export function applyResets(node: Node, resets: readonly ResetPath[]): Node {
  return resets.reduce((tree, path) => remove(tree, path, 0), node)
}

function remove(node: Node, path: ResetPath, depth: number): Node {
  const key = path[depth]
  if (node.kind !== 'mapping' || key === undefined) return node
  const pair = node.pairs.get(key)
  if (!pair) return node
  const pairs = new Map(node.pairs)
  if (depth === path.length - 1) pairs.delete(key)
  else {
    const value = remove(pair.value, path, depth + 1)
    if (value === pair.value) return node
    pairs.set(key, withValue(pair, value))
  }
  return mapping(pairs, node)
}
