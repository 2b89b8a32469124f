import { goText } from './forms/go-text.ts'
import type { Report } from './problem.ts'
import type { Shape } from './tables/shape.ts'
import { kindOf } from './validate.ts'
import { below, shapeOf } from './walk.ts'
import {
  type Mapping,
  mapping,
  type Node,
  type Origin,
  type Pair,
  pair,
  type Scalar,
  scalar,
  sequence,
  withValue,
} from './yaml/node.ts'
import { placeOf } from './yaml/place.ts'

/** Lays `over` over `base` by the rules of the table. */
export function merge(base: Node, over: Node, shape: Shape | undefined, path: string, report: Report): Node {
  switch (shape?.merge) {
    case 'replace':
      return over
    case 'sequence':
      return sequence([...asItems(base), ...asItems(over)], over)
    case 'hosts': {
      const hosts = asItems(base)
      const known = new Set(hosts.map((host) => (host.kind === 'scalar' ? host.value : undefined)))
      return sequence(
        [...hosts, ...asItems(over).filter((host) => host.kind !== 'scalar' || !known.has(host.value))],
        over,
      )
    }
    case 'mapping':
      return mergePairs(asMapping(base, none), asMapping(over, none), shape, path, report)
    case 'dependencies':
      return mergePairs(asMapping(base, started), asMapping(over, started), shape, path, report)
    case 'build':
      return mergePairs(asBuild(base), asBuild(over), shape, path, report)
    case 'logging':
      if (base.kind === 'mapping' && over.kind === 'mapping' && !sameDriver(base, over)) return over
      break
    case 'ipam':
      if (base.kind === 'sequence' && over.kind === 'sequence')
        return sequence(mergePools(base.items, over.items, shape, path, report), over)
      break
  }
  if (isNothing(over)) return base
  if (base.kind === 'scalar') return over
  if (base.kind === 'mapping' && over.kind === 'mapping') return mergePairs(base, over, shape, path, report)
  if (base.kind === 'sequence' && over.kind === 'sequence')
    return sequence([...base.items, ...over.items], over)
  report({ code: 'override-kind', base: kindOf(base), over: kindOf(over), at: placeOf(over), path })
  return base
}

export function isNothing(node: Node): boolean {
  return node.kind === 'scalar' && node.value === null
}

function mergePairs(
  base: Mapping,
  over: Mapping,
  shape: Shape | undefined,
  path: string,
  report: Report,
): Mapping {
  if (base.pairs.size === 0) return over
  const pairs = new Map(base.pairs)
  for (const [key, next] of over.pairs) {
    const old = pairs.get(key)
    const inner = shape && shapeOf(shape, key)
    pairs.set(
      key,
      old ? withValue(next, merge(old.value, next.value, inner, below(path, key), report)) : next,
    )
  }
  return mapping(pairs, over)
}

/** A mapping as sorted `key=value` texts, a text as a list of one. */
function asItems(node: Node): readonly Node[] {
  if (node.kind === 'sequence') return node.items
  if (node.kind === 'scalar') return typeof node.value === 'string' ? [node] : []
  const items: Scalar[] = []
  for (const { key, value, ...origin } of node.pairs.values()) {
    if (value.kind === 'sequence') for (const item of value.items) items.push(keyValue(key, item, origin))
    else items.push(keyValue(key, value, origin))
  }
  return items.sort((a, b) => (String(a.value) < String(b.value) ? -1 : 1))
}

function keyValue(key: string, value: Node, key_: Origin): Scalar {
  const origin =
    value.kind === 'scalar' && value.source === key_.source
      ? { ...key_, end: Math.max(value.end, key_.end) }
      : key_
  if (value.kind !== 'scalar' || value.value === null) return scalar(key, origin)
  return scalar(`${key}=${goText(value)}`, origin)
}

const none = (origin: Origin): Node => scalar(null, origin)

/** What a dependency named in a list stands for. */
export const started = (origin: Origin): Node =>
  mapping(
    new Map([
      ['condition', pair('condition', scalar('service_started', origin), origin)],
      ['required', pair('required', scalar(true, origin), origin)],
    ]),
    origin,
  )

function asMapping(node: Node, value: (origin: Origin) => Node): Mapping {
  if (node.kind === 'mapping') return node
  const pairs = new Map<string, Pair>()
  if (node.kind === 'sequence') {
    for (const item of node.items) {
      if (item.kind === 'scalar' && typeof item.value === 'string')
        pairs.set(item.value, pair(item.value, value(item), item))
    }
  }
  return mapping(pairs, node)
}

function asBuild(node: Node): Mapping {
  if (node.kind !== 'scalar' || typeof node.value !== 'string') return asMapping(node, none)
  return mapping(new Map([['context', pair('context', node, node)]]), node)
}

function scalarAt(node: Mapping, key: string): Scalar['value'] | undefined {
  const value = node.pairs.get(key)?.value
  return value?.kind === 'scalar' ? value.value : undefined
}

function sameDriver(base: Mapping, over: Mapping): boolean {
  const one = scalarAt(base, 'driver')
  const other = scalarAt(over, 'driver')
  return one === other || one === undefined || other === undefined
}

/** Address pools are the same when their subnet is. The loops follow the reference. */
function mergePools(
  base: readonly Node[],
  over: readonly Node[],
  shape: Shape,
  path: string,
  report: Report,
): Node[] {
  const merged: Mapping[] = []
  const subnet = (pool: Mapping) => scalarAt(pool, 'subnet')
  for (const original of base) {
    let left = asMapping(original, none)
    for (const next of over) {
      const right = asMapping(next, none)
      if (subnet(right) !== subnet(left) && !merged.some((pool) => subnet(pool) === subnet(right))) {
        merged.push(right)
        continue
      }
      left = mergePairs(left, right, shape.list?.of, path, report)
      const at = merged.findIndex((pool) => subnet(pool) === subnet(left))
      if (at >= 0) merged[at] = left
      else merged.push(left)
    }
  }
  return merged
}
