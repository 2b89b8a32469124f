import {
  decodeEnvironment,
  decodeHosts,
  decodeLabels,
  decodeMapping,
  decodeOptions,
  decodeSsh,
} from './decode-maps.ts'
import { parseBytes } from './forms/bytes.ts'
import { formatDuration, parseDuration } from './forms/duration.ts'
import { goText, shortestFloat32 } from './forms/go-text.ts'
import { splitWords } from './forms/words.ts'
import { readFlag, readFloat, readWhole } from './interpolate.ts'
import type { Report } from './problem.ts'
import type { Json } from './service.ts'
import type { As, Shape } from './tables/shape.ts'
import { below } from './walk.ts'
import type { Mapping, Node, Scalar } from './yaml/node.ts'
import { placeOf } from './yaml/place.ts'

/** Reports that a value is not what it should be. */
export type Refuse = (node: Node, wanted: string) => undefined
type Decode = (node: Node, shape: Shape, path: string, report: Report) => Json | undefined

/** Turns a canonical tree into project data by its table; `undefined` is left out. */
export function decode(node: Node, shape: Shape, path: string, report: Report): Json | undefined {
  return decoders[shape.as](node, shape, path, report)
}

/** A tree as plain data, whatever it holds. */
export function plain(node: Node): Json {
  if (node.kind === 'scalar') return typeof node.value === 'bigint' ? Number(node.value) : node.value
  if (node.kind === 'sequence') return node.items.map(plain)
  return Object.fromEntries([...node.pairs].map(([key, { value }]) => [key, plain(value)]))
}

export function refuse(report: Report, path: string): Refuse {
  return (node, wanted) => {
    const value =
      node.kind === 'scalar' ? String(node.value) : node.kind === 'sequence' ? 'a list' : 'a mapping'
    report({ code: 'bad-value', value, wanted, at: placeOf(node), path })
    return undefined
  }
}

function scalarOf(node: Node): Scalar['value'] {
  return node.kind === 'scalar' ? node.value : null
}

/** Text; whole numbers are read as text, other things refused. */
export function textOf(node: Node, no: Refuse): string | undefined {
  const value = scalarOf(node)
  if (typeof value === 'string') return value
  if (node.kind === 'scalar' && !node.float && (typeof value === 'number' || typeof value === 'bigint'))
    return String(value)
  return value === null && node.kind === 'scalar' ? '' : no(node, 'text')
}

const unlessEmpty = (value: string | undefined, shape: Shape): string | undefined =>
  value === '' && !shape.keep && !shape.always ? undefined : value

const unlessZero = (value: number | undefined, shape: Shape): number | undefined =>
  value === 0 && !shape.keep && !shape.always ? undefined : value

function wholeOf(node: Node, no: Refuse): number | undefined {
  const value = scalarOf(node)
  if (typeof value === 'number') return Math.trunc(value)
  if (typeof value === 'string') return readWhole(value) ?? no(node, 'a whole number')
  return value === null ? 0 : no(node, 'a whole number')
}

function countOf(node: Node, no: Refuse, highest: number): number | undefined {
  const value = scalarOf(node)
  if (value === null) return 0
  if (typeof value !== 'number' || value < 0 || value > highest) return no(node, 'a whole number from 0 on')
  return Math.trunc(value)
}

function bytesOf(node: Node, no: Refuse): string | undefined {
  const value = scalarOf(node)
  if (typeof value === 'string') {
    const bytes = parseBytes(value)
    return bytes === undefined ? no(node, 'a size such as 64m') : String(bytes)
  }
  // The reference reads a size with a fraction and without unit as nothing.
  if (node.kind === 'scalar' && node.float) return '0'
  return value === null ? '0' : String(value)
}

function textsOf(node: Node, no: Refuse, item: (node: Node) => string | undefined): string[] | undefined {
  if (node.kind === 'scalar')
    return node.value === null
      ? undefined
      : typeof node.value === 'string'
        ? [node.value]
        : no(node, 'a list')
  if (node.kind === 'mapping') return no(node, 'a list')
  return node.items.map(item).filter((text) => text !== undefined)
}

const unlessNone = <T>(items: T[] | undefined): T[] | undefined => (items?.length ? items : undefined)

const decoders: Record<As, Decode> = {
  ignored: () => undefined,

  text: (node, shape, path, report) => unlessEmpty(textOf(node, refuse(report, path)), shape),

  'any-text': (node) => (node.kind === 'scalar' ? (node.value === null ? '' : goText(node)) : undefined),

  whole: (node, shape, path, report) => unlessZero(wholeOf(node, refuse(report, path)), shape),

  count: (node, shape, path, report) =>
    isNull(node)
      ? undefined
      : unlessZero(countOf(node, refuse(report, path), Number.MAX_SAFE_INTEGER), shape),

  'small-count': (node, shape, path, report) =>
    unlessZero(countOf(node, refuse(report, path), 0xffffffff), shape),

  float(node, shape, path, report) {
    const value = scalarOf(node)
    const number =
      typeof value === 'string' ? readFloat(value) : typeof value === 'number' ? value : undefined
    if (number === undefined && value !== null) return refuse(report, path)(node, 'a number')
    return unlessZero(shortestFloat32(number ?? 0), shape)
  },

  flag(node, shape, path, report) {
    const value = scalarOf(node)
    if (value === null) return shape.always ? false : undefined
    const flag = typeof value === 'string' ? readFlag(value) : typeof value === 'boolean' ? value : undefined
    if (flag === undefined) return refuse(report, path)(node, 'true or false')
    return flag || shape.keep || shape.always ? flag : undefined
  },

  'opt-out'(node, _shape, path, report) {
    const value = scalarOf(node)
    const flag = typeof value === 'string' ? readFlag(value) : value
    if (typeof flag !== 'boolean' && flag !== null) return refuse(report, path)(node, 'true or false')
    return flag === false ? false : undefined
  },

  bytes(node, shape, path, report) {
    const bytes = bytesOf(node, refuse(report, path))
    return bytes === '0' && !shape.always ? undefined : bytes
  },

  duration(node, shape, path, report) {
    if (isNull(node)) return undefined
    const nanoseconds = node.kind === 'scalar' ? parseDuration(goText(node)) : undefined
    if (nanoseconds === undefined) return refuse(report, path)(node, 'a duration such as 1m30s')
    return nanoseconds === 0n && !shape.keep ? undefined : formatDuration(nanoseconds)
  },

  mode(node, _shape, path, report) {
    const value = scalarOf(node)
    if (value === null) return undefined
    const float = node.kind === 'scalar' && node.float
    const octal =
      typeof value === 'string' && /^[-+]?[0-7]+$/.test(value) ? Number.parseInt(value, 8) : undefined
    const mode = typeof value === 'number' && !float ? value : octal
    return mode === undefined
      ? refuse(report, path)(node, 'an octal mode such as 0440')
      : `0${mode.toString(8)}`
  },

  texts: (node, _shape, path, report) => {
    const no = refuse(report, path)
    return unlessNone(textsOf(node, no, (item) => textOf(item, no)))
  },

  'text-or-texts': (node, _shape, path, report) => {
    const no = refuse(report, path)
    return unlessNone(
      textsOf(node, no, (item) => (typeof scalarOf(item) === 'string' ? textOf(item, no) : no(item, 'text'))),
    )
  },

  'any-texts': (node, _shape, path, report) =>
    unlessNone(
      textsOf(node, refuse(report, path), (item) => (item.kind === 'scalar' ? goText(item) : undefined)),
    ),

  record(node, shape, path, report) {
    const of = shape.object?.keys?.of
    if (node.kind !== 'mapping' || !of) return undefined
    const record: Record<string, Json> = {}
    for (const key of [...node.pairs.keys()].sort()) {
      const value = node.pairs.get(key)?.value
      const decoded = value && decode(value, of, below(path, key), report)
      if (decoded !== undefined) record[key] = decoded
    }
    return Object.keys(record).length > 0 || shape.always ? record : undefined
  },

  object: (node, shape, path, report) =>
    isNull(node)
      ? shape.nothing && !shape.canonical
        ? undefined
        : decodeFields(undefined, shape, path, report)
      : decodeFields(node, shape, path, report),

  'object-or-null': (node, shape, path, report) =>
    isNull(node) ? null : decodeFields(node, shape, path, report),

  list(node, shape, path, report) {
    const of = shape.list?.of
    if (node.kind !== 'sequence' || !of) return undefined
    const items = node.items.map((item, index) => decode(item, of, `${path}[${index}]`, report))
    return unlessNone(items.filter((item) => item !== undefined))
  },

  'texts-by-key'(node, _shape, path, report) {
    if (node.kind !== 'mapping') return undefined
    const no = refuse(report, path)
    const entries = [...node.pairs].map(([key, { value }]) => [key, textOf(value, no) ?? ''] as const)
    return entries.length > 0 ? Object.fromEntries(entries) : undefined
  },

  mapping: (node) => decodeMapping(node),
  labels: (node) => decodeLabels(node),
  environment: (node, _shape, path, report) => decodeEnvironment(node, refuse(report, path)),
  options: (node) => decodeOptions(node),
  'multi-options'(node) {
    if (node.kind !== 'mapping' || node.pairs.size === 0) return undefined
    const texts = (value: Node) => (value.kind === 'sequence' ? value.items : [value]).map(scalarText)
    return Object.fromEntries([...node.pairs].map(([key, { value }]) => [key, texts(value)]))
  },
  hosts: (node, _shape, path, report) => decodeHosts(node, refuse(report, path)),
  ssh: (node) => decodeSsh(node),

  command(node, _shape, path, report) {
    if (isNull(node)) return null
    const no = refuse(report, path)
    if (node.kind === 'scalar')
      return splitWords(goText(node)) ?? no(node, 'a command whose quotes are closed') ?? null
    return textsOf(node, no, (item) => textOf(item, no)) ?? null
  },

  test(node, _shape, path, report) {
    const no = refuse(report, path)
    if (node.kind === 'scalar') return node.value === null ? undefined : ['CMD-SHELL', goText(node)]
    return unlessNone(textsOf(node, no, (item) => textOf(item, no)))
  },

  'env-files'(node) {
    if (node.kind !== 'sequence') return undefined
    const files = node.items.map((item) => {
      const file = plain(item)
      if (typeof file !== 'object' || file === null || Array.isArray(file)) return file
      const required =
        typeof file.required === 'string' ? (readFlag(file.required) ?? true) : file.required !== false
      return { path: file.path ?? '', required, ...(file.format && { format: file.format }) }
    })
    return unlessNone(files)
  },

  'device-count'(node, shape, path, report) {
    const value = scalarOf(node)
    if (typeof value === 'string') {
      if (value.toLowerCase() === 'all') return -1
      return unlessZero(readWhole(value) ?? refuse(report, path)(node, '"all" or a number'), shape)
    }
    if (node.kind === 'scalar' && node.float) return refuse(report, path)(node, '"all" or a number')
    return unlessZero(wholeOf(node, refuse(report, path)), shape)
  },

  ulimit(node, _shape, path, report) {
    const no = refuse(report, path)
    if (node.kind === 'scalar') {
      if (typeof node.value !== 'number' || node.float) return no(node, 'a whole number')
      return node.value === 0 ? {} : node.value
    }
    if (node.kind !== 'mapping') return no(node, 'a whole number')
    const limit: Record<string, Json> = {}
    for (const key of ['soft', 'hard']) {
      const value = node.pairs.get(key)?.value
      const number =
        value && (typeof scalarOf(value) === 'number' ? scalarOf(value) : no(value, 'a whole number'))
      if (typeof number === 'number' && number !== 0) limit[key] = number
    }
    return limit
  },
}

function isNull(node: Node): boolean {
  return node.kind === 'scalar' && node.value === null
}

function scalarText(node: Node): string {
  return node.kind === 'scalar' ? goText(node) : ''
}

type Ranked = { ranks: ReadonlyMap<string, number>; always: readonly string[] }

const ranked = new WeakMap<Shape, Ranked>()

/** Where each field stands in the table, and which are printed always. */
function rank(shape: Shape): Ranked {
  const known = ranked.get(shape)
  if (known) return known
  const ranks = new Map<string, number>()
  const always: string[] = []
  shape.object?.fields?.forEach((field, key) => {
    ranks.set(key, ranks.size)
    if (field.always) always.push(key)
  })
  const made = { ranks, always }
  ranked.set(shape, made)
  return made
}

/** Fields in the table's order, those that are always printed, then extensions. */
function decodeFields(node: Node | undefined, shape: Shape, path: string, report: Report): Json | undefined {
  const pairs: Mapping['pairs'] = node?.kind === 'mapping' ? node.pairs : new Map()
  const { ranks, always } = rank(shape)
  const keys = [...pairs.keys()].filter((key) => ranks.has(key))
  for (const key of always) if (!pairs.has(key)) keys.push(key)
  keys.sort((a, b) => (ranks.get(a) ?? 0) - (ranks.get(b) ?? 0))
  const object: Record<string, Json> = {}
  for (const key of keys) {
    const field = shape.object?.fields?.get(key)
    if (!field) continue
    const value = pairs.get(key)?.value
    const decoded = value ? decode(value, field, below(path, key), report) : undefined
    if (decoded !== undefined) object[field.printed ?? key] = decoded
    else if (field.always) object[field.printed ?? key] = empty(field)
  }
  if (shape.object?.extensions)
    for (const [key, { value }] of pairs) if (key.startsWith('x-')) object[key] = plain(value)
  return object
}

/** What an attribute that is always printed holds when the file says nothing. */
function empty(shape: Shape): Json {
  switch (shape.as) {
    case 'command':
      return null
    case 'flag':
      return false
    case 'whole':
    case 'small-count':
      return 0
    case 'bytes':
      return '0'
    case 'object':
      return decodeFields(undefined, shape, '', () => {}) ?? {}
    case 'record':
      return {}
    default:
      return ''
  }
}
