import type { Fault, Report, ValueKind } from './problem.ts'
import type { Shape } from './tables/shape.ts'
import { type Lookup, substitute, TemplateFault } from './template.ts'
import { below, shapeOf } from './walk.ts'
import { mapping, type Node, type Pair, type Scalar, scalar, sequence, withValue } from './yaml/node.ts'
import { placeOf } from './yaml/place.ts'

/** What interpolation needs to know and whom it tells. */
export type Interpolation = { lookup: Lookup; report: Report; warn: Report }

/** Fills in the variables of every value (never of keys) and reads the listed attributes as numbers and flags. */
export function interpolate(node: Node, shape: Shape | undefined, path: string, how: Interpolation): Node {
  if (node.kind === 'scalar') return interpolateScalar(node, shape, path, how)
  if (node.kind === 'sequence') {
    const of = shape?.list?.of ?? shape?.object?.keys?.of
    let changed = false
    const items = node.items.map((item, index) => {
      const next = interpolate(item, of, `${path}[${index}]`, how)
      changed ||= next !== item
      return next
    })
    return changed ? { ...sequence(items, node), tag: node.tag } : node
  }
  let changed: Map<string, Pair> | undefined
  for (const [key, pair] of node.pairs) {
    const inner = shape && shapeOf(shape, key)
    const next = interpolate(pair.value, inner, below(path, key), how)
    if (next === pair.value) continue
    changed ??= new Map(node.pairs)
    changed.set(key, withValue(pair, next))
  }
  return changed ? { ...mapping(changed, node), tag: node.tag } : node
}

function interpolateScalar(node: Scalar, shape: Shape | undefined, path: string, how: Interpolation): Scalar {
  const { value } = node
  if (typeof value !== 'string') return node
  const cast = shape?.cast
  if (!cast && !value.includes('$')) return node
  try {
    const unset = (name: string) => how.warn({ code: 'variable-unset', name, at: placeOf(node), path })
    const filled = substitute(value, how.lookup, unset)
    if (!cast || node.date) return filled === value ? node : { ...scalar(filled, node), tag: node.tag }
    return { ...castTo(cast, filled, node, path, how), tag: node.tag }
  } catch (error) {
    if (!(error instanceof TemplateFault)) throw error
    how.report({ ...faultOf(error), at: placeOf(node), path })
    return node
  }
}

function faultOf({ fault }: TemplateFault): Fault {
  return fault.kind === 'syntax'
    ? { code: 'template-syntax', template: fault.template }
    : { code: 'variable-required', name: fault.name, reason: fault.reason }
}

const wanted: Record<'whole' | 'float' | 'flag', ValueKind> = {
  whole: 'a whole number',
  float: 'a number',
  flag: 'true or false',
}

function castTo(
  cast: 'whole' | 'float' | 'flag',
  value: string,
  node: Scalar,
  path: string,
  how: Interpolation,
): Scalar {
  const read = { whole: readWhole, float: readFloat, flag: readFlag }[cast](value)
  if (read === undefined) {
    how.report({ code: 'variable-type', value, wanted: wanted[cast], at: placeOf(node), path })
    return scalar(value, node)
  }
  if (cast === 'flag' && !/^(true|false)$/i.test(value))
    how.warn({ code: 'yaml-1.1-boolean', value, at: placeOf(node), path })
  return scalar(read, node, cast === 'float')
}

/** A decimal integer, with a sign or without. */
export function readWhole(value: string): number | undefined {
  return /^[-+]?[0-9]+$/.test(value) && Number.isSafeInteger(Number(value)) ? Number(value) : undefined
}

/** A float in decimal notation. */
export function readFloat(value: string): number | undefined {
  if (/^[-+]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?$/.test(value)) return Number(value)
  return /^[-+]?(?:inf|infinity|nan)$/i.test(value) ? Number.NaN : undefined
}

const flags: Record<string, boolean> = {
  true: true,
  y: true,
  yes: true,
  on: true,
  false: false,
  n: false,
  no: false,
  off: false,
}

/** True and false, and the words of YAML 1.1 for them. */
export function readFlag(value: string): boolean | undefined {
  const lower = value.toLowerCase()
  return Object.hasOwn(flags, lower) ? flags[lower] : undefined
}
