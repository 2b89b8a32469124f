import { goText } from './forms/go-text.ts'
import { parseMount } from './forms/mount.ts'
import { cleanPath } from './forms/path.ts'
import { parsePorts } from './forms/port.ts'
import { started } from './merge.ts'
import type { Report } from './problem.ts'
import type { Canonical, Shape } from './tables/shape.ts'
import { rewrite, rewriteBelow } from './walk.ts'
import {
  type Mapping,
  mapping,
  type Node,
  type Origin,
  type Pair,
  pair,
  type ScalarValue,
  scalar,
  sequence,
  withValue,
} from './yaml/node.ts'
import { placeOf } from './yaml/place.ts'

/** Tells of problems; `strict` is false when `${…}` is still in the text, and then what cannot be read stays as it is. */
type How = { report: Report; strict: boolean }
type Expand = (node: Node, shape: Shape, path: string, how: How) => Node

/** Turns every short form into its long form. The tree must be valid. */
export function canonicalize(node: Node, shape: Shape, path: string, how: How): Node {
  return rewrite(node, shape, path, 'canonical', (found, inner, where) =>
    inner.canonical ? expansions[inner.canonical](found, inner, where, how) : found,
  )
}

/** A mapping made at the place of `origin`; values that are `undefined` are left out. */
function made(values: Record<string, ScalarValue | Node | undefined>, origin: Origin): Mapping {
  const pairs = new Map<string, Pair>()
  for (const [key, value] of Object.entries(values)) {
    if (value === undefined) continue
    const node = typeof value === 'object' && value !== null ? value : scalar(value, origin)
    pairs.set(key, pair(key, node, origin))
  }
  return mapping(pairs, origin)
}

function textOf(node: Node): string | undefined {
  return node.kind === 'scalar' && typeof node.value === 'string' ? node.value : undefined
}

function withMissing(node: Mapping, values: Record<string, ScalarValue>): Mapping {
  const missing = Object.entries(values).filter(([key]) => !node.pairs.has(key))
  if (missing.length === 0) return node
  const pairs = new Map(node.pairs)
  for (const [key, value] of missing) pairs.set(key, pair(key, scalar(value, node), node))
  return mapping(pairs, node)
}

const deeper: Expand = (node, shape, path, how) =>
  rewriteBelow(node, shape, path, 'canonical', (found, inner, where) =>
    inner.canonical ? expansions[inner.canonical](found, inner, where, how) : found,
  )

const expansions: Record<Canonical, Expand> = {
  'text-of': (node) =>
    node.kind === 'scalar' && typeof node.value !== 'string' ? scalar(goText(node), node) : node,

  list: (node) => (textOf(node) === undefined ? node : sequence([node], node)),

  build: (node, shape, path, how) =>
    textOf(node) === undefined ? deeper(node, shape, path, how) : made({ context: node }, node),

  extends: (node) => (textOf(node) === undefined ? node : made({ service: node }, node)),

  gpus: (node, shape, path, how) =>
    textOf(node) === undefined
      ? deeper(node, shape, path, how)
      : sequence([made({ count: 'all' }, node)], node),

  'file-mount': (node) => (textOf(node) === undefined ? node : made({ source: node }, node)),

  names: (node) => {
    if (node.kind !== 'sequence') return node
    const pairs = new Map<string, Pair>()
    for (const item of node.items) {
      const name = textOf(item)
      if (name !== undefined) pairs.set(name, pair(name, scalar(null, item), item))
    }
    return mapping(pairs, node)
  },

  dependencies: (node) => {
    if (node.kind === 'sequence') {
      const pairs = new Map<string, Pair>()
      for (const item of node.items) {
        const name = textOf(item)
        if (name !== undefined) pairs.set(name, pair(name, started(item), item))
      }
      return mapping(pairs, node)
    }
    if (node.kind !== 'mapping') return node
    const pairs = new Map(node.pairs)
    for (const [key, one] of pairs) {
      if (one.value.kind !== 'mapping') continue
      const filled = withMissing(one.value, { condition: 'service_started', required: true })
      pairs.set(key, withValue(one, filled))
    }
    return mapping(pairs, node)
  },

  'env-files': (node) => {
    const expand = (item: Node): Node => {
      if (item.kind === 'mapping') return withMissing(item, { required: true })
      return made({ path: item, required: true }, item)
    }
    return node.kind === 'sequence' ? sequence(node.items.map(expand), node) : sequence([expand(node)], node)
  },

  'key-value': (node, _shape, path, how) => {
    if (node.kind !== 'sequence') return node
    const pairs = new Map<string, Pair>()
    for (const item of node.items) {
      const text = textOf(item) ?? ''
      const at = text.indexOf('=')
      if (at < 0) {
        if (!how.strict) return node
        how.report({ code: 'bad-value', value: text, wanted: 'name=value', at: placeOf(item), path })
        continue
      }
      const key = text.slice(0, at)
      pairs.set(key, pair(key, scalar(text.slice(at + 1), item), item))
    }
    return mapping(pairs, node)
  },

  ssh: (node, _shape, path, how) => {
    if (node.kind !== 'sequence') return node
    const pairs = new Map<string, Pair>()
    for (const item of node.items) {
      const text = textOf(item) ?? ''
      const at = text.indexOf('=')
      const id = at < 0 ? text : text.slice(0, at)
      if (at < 0 && id !== 'default')
        how.report({
          code: 'bad-value',
          value: text,
          wanted: '"default" or id=path',
          at: placeOf(item),
          path,
        })
      pairs.set(id, pair(id, scalar(at < 0 ? null : text.slice(at + 1), item), item))
    }
    return mapping(pairs, node)
  },

  device: (node, _shape, path, how) => {
    const text = textOf(node)
    if (text === undefined) return node
    const [source = '', target, permissions, ...more] = text.split(':')
    if (more.length > 0 && how.strict)
      how.report({
        code: 'bad-value',
        value: text,
        wanted: 'source:target:permissions',
        at: placeOf(node),
        path,
      })
    return made({ source, target: target || source, permissions: permissions ?? 'rwm' }, node)
  },

  mount: (node, _shape, path, how) => {
    const text = textOf(node)
    if (text === undefined) return node
    const mount = parseMount(text)
    if (!('target' in mount)) {
      if (how.strict)
        how.report({ code: 'bad-mount', value: text, reason: mount.reason, at: placeOf(node), path })
      return node
    }
    return made(
      {
        type: mount.type,
        source: mount.source,
        target: cleanPath(mount.target),
        read_only: mount.readOnly || undefined,
        bind:
          mount.bind &&
          made(mount.type === 'bind' ? { ...mount.bind, create_host_path: true } : mount.bind, node),
        volume: mount.volume && made(mount.volume, node),
      },
      node,
    )
  },

  ports: (node, _shape, path, how) => {
    if (node.kind !== 'sequence') return node
    const ports: Node[] = []
    let readable = true
    for (const [index, item] of node.items.entries()) {
      if (item.kind !== 'scalar') {
        ports.push(item)
        continue
      }
      const spec = goText(item)
      const parsed = item.float ? { reason: 'A port is a whole number.' } : parsePorts(spec)
      if (Array.isArray(parsed)) {
        ports.push(...parsed.map((port) => made({ mode: 'ingress', ...port }, item)))
        continue
      }
      readable = false
      if (how.strict)
        how.report({
          code: 'bad-port',
          value: spec,
          reason: parsed.reason,
          at: placeOf(item),
          path: `${path}[${index}]`,
        })
    }
    return readable ? sequence(ports, node) : node
  },

  external: (node, shape, path, how) => {
    const resource = deeper(node, shape, path, how)
    if (resource.kind !== 'mapping') return resource
    const external = resource.pairs.get('external')
    if (external?.value.kind !== 'mapping') return resource
    const inner = external.value.pairs.get('name')
    const own = resource.pairs.get('name')
    const pairs = new Map(resource.pairs)
    pairs.set('external', withValue(external, scalar(true, external.value)))
    if (inner && own && textOf(inner.value) !== textOf(own.value))
      how.report({ code: 'exclusive-keys', keys: ['name', 'external.name'], at: placeOf(inner), path })
    if (inner && !own) pairs.set('name', pair('name', inner.value, inner))
    return mapping(pairs, resource)
  },
}
