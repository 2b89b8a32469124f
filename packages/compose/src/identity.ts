import { parseMount } from './forms/mount.ts'
import type { Report } from './problem.ts'
import type { Identity, Shape } from './tables/shape.ts'
import { fingerprint } from './validate.ts'
import { rewrite } from './walk.ts'
import { type Mapping, type Node, type Scalar, sequence } from './yaml/node.ts'
import { placeOf } from './yaml/place.ts'

/** Of list items that mean the same thing (two mounts on one target, …) the later one takes the earlier one's place. */
export function removeRepeats(node: Node, shape: Shape, path: string, report: Report): Node {
  return rewrite(node, shape, path, 'identity', (found, inner, where) => {
    if (found.kind !== 'sequence' || !inner.identity) return found
    if (found.items.length < 2 && !needsTarget(inner.identity)) return found
    const places = new Map<string, number>()
    const items: Node[] = []
    found.items.forEach((item, index) => {
      const key = identityOf(item, inner.identity ?? 'key', `${where}[${index}]`, report)
      const at = places.get(key)
      if (at !== undefined) items[at] = item
      else {
        places.set(key, items.length)
        items.push(item)
      }
    })
    return items.length === found.items.length ? found : sequence(items, found)
  })
}

const needsTarget = (identity: Identity): boolean =>
  identity === 'mount' || identity === 'device' || identity === 'port' || identity === 'exposed'

function field(node: Mapping, key: string): Scalar['value'] | undefined {
  const value = node.pairs.get(key)?.value
  return value?.kind === 'scalar' ? value.value : undefined
}

function identityOf(item: Node, identity: Identity, path: string, report: Report): string {
  if (item.kind === 'sequence') return fingerprint(item)
  if (item.kind === 'scalar') {
    const text = typeof item.value === 'string' ? item.value : undefined
    if (identity === 'exposed' && item.float)
      report({ code: 'bad-value', value: String(item.value), wanted: 'a port', at: placeOf(item), path })
    if (text === undefined)
      return identity === 'exposed' || identity === 'port' ? String(item.value) : fingerprint(item)
    switch (identity) {
      case 'key':
        return text.split('=', 1)[0] ?? text
      case 'mount': {
        const mount = parseMount(text)
        if ('target' in mount) return mount.target
        report({ code: 'bad-mount', value: text, reason: mount.reason, at: placeOf(item), path })
        return text
      }
      case 'device': {
        const parts = text.split(':')
        return parts[1] ?? text
      }
      case 'secret':
        return `/run/secrets/${text}`
      case 'config':
        return `/${text}`
      default:
        return text
    }
  }
  switch (identity) {
    case 'mount':
    case 'device': {
      const target = field(item, 'target')
      if (typeof target === 'string') return target
      report({ code: 'missing-key', key: 'target', at: placeOf(item), path })
      return fingerprint(item)
    }
    case 'secret':
    case 'config': {
      const target = field(item, 'target')
      return target === undefined
        ? `${identity === 'secret' ? '/run/secrets' : ''}/${field(item, 'source')}`
        : String(target)
    }
    case 'env-file':
      return String(field(item, 'path'))
    case 'port': {
      if (!item.pairs.has('target')) report({ code: 'missing-key', key: 'target', at: placeOf(item), path })
      const host = field(item, 'host_ip') ?? '0.0.0.0'
      const published = JSON.stringify(field(item, 'published') ?? null)
      return `${host}:${published}:${JSON.stringify(field(item, 'target') ?? null)}/${field(item, 'protocol') ?? 'tcp'}`
    }
    default:
      return fingerprint(item)
  }
}
