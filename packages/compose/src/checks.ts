import { isAddress } from './forms/address.ts'
import type { Fault, Report } from './problem.ts'
import type { Check, Shape } from './tables/shape.ts'
import { rewrite } from './walk.ts'
import type { Mapping, Node, Origin } from './yaml/node.ts'
import { placeOf } from './yaml/place.ts'

type Tell = (fault: Fault, at?: Origin) => void

/** Checks keys of canonical values against each other. */
export function checkValues(node: Node, shape: Shape, report: Report): void {
  rewrite(node, shape, '', 'check', (found, inner, path) => {
    const tell: Tell = (fault, at = found) => report({ ...fault, at: placeOf(at), path })
    if (inner.check) checks[inner.check](found, tell)
    return found
  })
}

/** Exactly one of `keys` says where the content comes from, unless a driver or something outside brings it. */
function oneSource(keys: string[]) {
  return (node: Node, tell: Tell): void => {
    if (node.kind !== 'mapping') return
    const present = keys.filter((key) => node.pairs.has(key))
    if (present.length > 1) tell({ code: 'exclusive-keys', keys: present }, node.pairs.get(present[1] ?? ''))
    if (present.length === 0 && !node.pairs.has('driver') && !node.pairs.has('external'))
      tell({ code: 'one-of-keys', keys })
  }
}

function isTrue(node: Mapping, key: string): boolean {
  const value = node.pairs.get(key)?.value
  return value?.kind === 'scalar' && value.value === true
}

const checks: Record<Check, (node: Node, tell: Tell) => void> = {
  secret: oneSource(['file', 'environment']),
  config: oneSource(['file', 'environment', 'content']),
  volume(node, tell) {
    if (node.kind !== 'mapping' || !isTrue(node, 'external')) return
    for (const [key, pair] of node.pairs)
      if (key !== 'name' && key !== 'external' && !key.startsWith('x-'))
        tell({ code: 'external-conflict', key }, pair)
  },
  address(node, tell) {
    const value = node.kind === 'mapping' ? node.pairs.get('host_ip')?.value : undefined
    if (value?.kind === 'scalar' && !isAddress(String(value.value)))
      tell({ code: 'bad-value', value: String(value.value), wanted: 'an IP address' }, value)
  },
  'not-blank'(node, tell) {
    if (node.kind === 'scalar' && node.value === '') tell({ code: 'bad-value', value: '', wanted: 'a path' })
  },
  'device-request'(node, tell) {
    if (node.kind !== 'mapping') return
    const ids = node.pairs.get('device_ids')
    if (ids && node.pairs.has('count')) tell({ code: 'exclusive-keys', keys: ['count', 'device_ids'] }, ids)
  },
}
