import { expandHome, isWindowsAbsolute, joinPath } from './forms/path.ts'
import type { Report } from './problem.ts'
import type { Resources } from './resources.ts'
import type { PathRule, Shape } from './tables/shape.ts'
import { rewrite } from './walk.ts'
import { type Mapping, mapping, type Node, type Scalar, scalar, withValue } from './yaml/node.ts'
import { placeOf } from './yaml/place.ts'

/** What relative paths start from. `base` may itself be relative while files are being put together. */
export type PathBase = { base: string; home: string | undefined; resources: Resources; report: Report }

/** Makes the paths of a canonical tree start at `base`. */
export function resolvePaths(node: Node, shape: Shape, how: PathBase): Node {
  return rewrite(node, shape, '', 'path', (found, inner, path) =>
    inner.path ? rules[inner.path](found, how, path) : found,
  )
}

function withText(node: Node, change: (text: string) => string): Node {
  if (node.kind !== 'scalar' || typeof node.value !== 'string') return node
  const text = change(node.value)
  return text === node.value ? node : scalar(text, node)
}

function absolute(text: string, how: PathBase): string {
  const path = expandHome(text, how.home)
  return path === '' || path.startsWith('/') ? path : joinPath(how.base, path)
}

function maybeWindows(text: string, how: PathBase): string {
  const path = expandHome(text, how.home)
  return path.startsWith('/') || isWindowsAbsolute(path) ? path : joinPath(how.base, path)
}

const remote = ['https://', 'http://', 'git://', 'ssh://', 'github.com/', 'git@']

function isRemote(text: string): boolean {
  return (
    text.includes('://') || text.startsWith('service:') || remote.some((prefix) => text.startsWith(prefix))
  )
}

function field(node: Mapping, key: string): Scalar['value'] | undefined {
  const value = node.pairs.get(key)?.value
  return value?.kind === 'scalar' ? value.value : undefined
}

function withField(node: Mapping, key: string, change: (text: string) => string): Mapping {
  const old = node.pairs.get(key)
  if (!old) return node
  const value = withText(old.value, change)
  return value === old.value ? node : mapping(new Map(node.pairs).set(key, withValue(old, value)), node)
}

type Resolve = (node: Node, how: PathBase, path: string) => Node

const rules: Record<PathRule, Resolve> = {
  file: (node, how) => withText(node, (text) => absolute(text, how)),
  extends: (node, how) => withText(node, (text) => absolute(text, how)),
  unix: (node, how) => withText(node, (text) => maybeWindows(text, how)),
  context: (node, how) => withText(node, (text) => (isRemote(text) ? text : absolute(text, how))),
  watch: (node, how) =>
    withText(node, (text) => {
      const path = absolute(text, how)
      return path.startsWith('/') ? (how.resources.realpath?.(path) ?? path) : path
    }),
  mount(node, how, path) {
    if (node.kind !== 'mapping' || field(node, 'type') !== 'bind') return node
    if (!node.pairs.has('source')) how.report({ code: 'missing-key', key: 'source', at: placeOf(node), path })
    return withField(node, 'source', (text) => maybeWindows(text, how))
  },
  'driver-options'(node, how) {
    if (node.kind !== 'mapping' || field(node, 'driver') !== 'local') return node
    const old = node.pairs.get('driver_opts')
    if (old?.value.kind !== 'mapping' || field(old.value, 'o') !== 'bind') return node
    const opts = withField(old.value, 'device', (text) => maybeWindows(text, how))
    return mapping(new Map(node.pairs).set('driver_opts', withValue(old, opts)), node)
  },
}
