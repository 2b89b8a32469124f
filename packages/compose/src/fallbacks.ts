import type { Fallback, Shape } from './tables/shape.ts'
import { rewrite } from './walk.ts'
import { type Mapping, mapping, type Node, pair, scalar } from './yaml/node.ts'

/** Fills in what a canonical tree leaves out. */
export function fillDefaults(node: Node, shape: Shape): Node {
  return rewrite(node, shape, '', 'fallback', (found, inner) =>
    found.kind === 'mapping' && inner.fallback ? fallbacks[inner.fallback](found) : found,
  )
}

function fill(node: Mapping, key: string, value: string): Mapping {
  if (node.pairs.has(key)) return node
  return mapping(new Map(node.pairs).set(key, pair(key, scalar(value, node), node)), node)
}

const fallbacks: Record<Fallback, (node: Mapping) => Mapping> = {
  build: (node) => fill(node, 'context', '.'),
  port: (node) => fill(fill(node, 'protocol', 'tcp'), 'mode', 'ingress'),
  secret(node) {
    const source = node.pairs.get('source')?.value
    const name = source?.kind === 'scalar' ? source.value : '<nil>'
    return fill(node, 'target', `/run/secrets/${name}`)
  },
  'device-request': (node) => (node.pairs.has('device_ids') ? node : fill(node, 'count', 'all')),
}
