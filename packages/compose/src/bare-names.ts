import type { Environment } from './include.ts'
import {
  type Mapping,
  mapping,
  type Node,
  type Pair,
  pair,
  scalar,
  sequence,
  withValue,
} from './yaml/node.ts'

/** Under this key a secret or config carries the value of its variable until the project is made. */
export const contentKey = 'x-#value'

/**
 * Gives names without value in `environment` lists, and secrets and configs that come from a variable, their values,
 * while the variables of their own file set are known.
 */
export function resolveBareNames(tree: Node, environment: Environment): Node {
  let result = eachIn(tree, 'services', (service) => {
    const list = service.pairs.get('environment')
    if (list?.value.kind !== 'sequence') return service
    const items = list.value.items.map((item) => {
      const name = item.kind === 'scalar' && typeof item.value === 'string' ? item.value : undefined
      const value = name === undefined ? undefined : own(environment, name)
      return value === undefined ? item : scalar(`${name}=${value}`, item)
    })
    if (items.every((item, index) => list.value.kind === 'sequence' && item === list.value.items[index]))
      return service
    return mapping(
      new Map(service.pairs).set('environment', withValue(list, sequence(items, list.value))),
      service,
    )
  })
  for (const section of ['secrets', 'configs']) {
    result = eachIn(result, section, (entry) => {
      const variable = entry.pairs.get('environment')
      if (variable?.value.kind !== 'scalar' || entry.pairs.has(contentKey)) return entry
      const value = own(environment, String(variable.value.value))
      if (value === undefined) return entry
      return mapping(
        new Map(entry.pairs).set(contentKey, pair(contentKey, scalar(value, variable), variable)),
        entry,
      )
    })
  }
  return result
}

function own(environment: Environment, name: string): string | undefined {
  return Object.hasOwn(environment, name) ? environment[name] : undefined
}

function eachIn(tree: Node, section: string, change: (entry: Mapping) => Mapping): Node {
  const pairs = tree.kind === 'mapping' ? tree.pairs.get(section) : undefined
  if (tree.kind !== 'mapping' || pairs?.value.kind !== 'mapping') return tree
  let changed: Map<string, Pair> | undefined
  for (const [name, one] of pairs.value.pairs) {
    const value = one.value.kind === 'mapping' ? change(one.value) : one.value
    if (value === one.value) continue
    changed ??= new Map(pairs.value.pairs)
    changed.set(name, withValue(one, value))
  }
  return changed
    ? mapping(new Map(tree.pairs).set(section, withValue(pairs, mapping(changed, pairs.value))), tree)
    : tree
}
