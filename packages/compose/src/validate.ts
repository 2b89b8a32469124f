import { nearest } from './nearest.ts'
import type { Fault, Problem, Report, ValueKind } from './problem.ts'
import type { ObjectRule, Shape } from './tables/shape.ts'
import type { Mapping, Node, Origin, Scalar, Sequence } from './yaml/node.ts'
import { placeOf } from './yaml/place.ts'

/** Checks a tree against its table; every fault is reported. True when there was none. */
export function validate(node: Node, shape: Shape, path: string, report: Report): boolean {
  let fine = true
  const tell = (fault: Fault, at: Origin, where: string) => {
    fine = false
    const problem: Problem = { ...fault, at: placeOf(at), path: where }
    report(problem)
  }
  check(node, shape, path, tell)
  return fine
}

type Tell = (fault: Fault, at: Origin, path: string) => void

function check(node: Node, shape: Shape, path: string, tell: Tell): void {
  if (node.kind === 'scalar') checkScalar(node, shape, path, tell)
  else if (node.kind === 'sequence') checkSequence(node, shape, path, tell)
  else checkMapping(node, shape, path, tell)
}

/** The kind of a node as a person names it. */
export function kindOf(node: Node): ValueKind {
  if (node.kind === 'sequence') return 'a list'
  if (node.kind === 'mapping') return 'a mapping'
  switch (typeof node.value) {
    case 'string':
      return 'text'
    case 'boolean':
      return 'true or false'
    case 'object':
      return 'nothing'
    default:
      return Number.isInteger(node.value) || typeof node.value === 'bigint' ? 'a whole number' : 'a number'
  }
}

function wantedBy(shape: Shape): ValueKind[] {
  const kinds: ValueKind[] = []
  if (shape.text) kinds.push('text')
  if (shape.number) kinds.push(shape.number.whole ? 'a whole number' : 'a number')
  if (shape.flag) kinds.push('true or false')
  if (shape.list) kinds.push('a list')
  if (shape.object) kinds.push('a mapping')
  if (shape.nothing) kinds.push('nothing')
  return kinds
}

function wrongKind(node: Node, shape: Shape, path: string, tell: Tell): void {
  tell({ code: 'wrong-kind', found: kindOf(node), wanted: wantedBy(shape) }, node, path)
}

function checkScalar(node: Scalar, shape: Shape, path: string, tell: Tell): void {
  const { value } = node
  if (node.date) {
    tell({ code: 'bad-value', value: String(value), wanted: 'text in quotes, not a date' }, node, path)
    return
  }
  if (value === null) {
    if (!shape.nothing) wrongKind(node, shape, path, tell)
  } else if (typeof value === 'string') checkText(value, node, shape, path, tell)
  else if (typeof value === 'boolean') {
    if (!shape.flag) wrongKind(node, shape, path, tell)
  } else {
    const rule = shape.number
    if (!rule || (rule.whole && typeof value === 'number' && !Number.isInteger(value))) {
      wrongKind(node, shape, path, tell)
      return
    }
    if ((rule.min !== undefined && value < rule.min) || (rule.max !== undefined && value > rule.max)) {
      const { min, max } = rule
      const range = { ...(min !== undefined && { min }), ...(max !== undefined && { max }) }
      tell({ code: 'out-of-range', value: Number(value), ...range }, node, path)
    }
  }
}

function checkText(value: string, node: Scalar, shape: Shape, path: string, tell: Tell): void {
  const rule = shape.text
  if (!rule) {
    wrongKind(node, shape, path, tell)
    return
  }
  if (rule.allowed && !rule.allowed.includes(value)) {
    const near = nearest(value, rule.allowed)
    tell({ code: 'not-allowed', value, allowed: rule.allowed, ...(near && { nearest: near }) }, node, path)
  }
  if (rule.pattern && !rule.pattern.test(value))
    tell({ code: 'bad-pattern', value, pattern: rule.pattern.source }, node, path)
}

function checkSequence(node: Sequence, shape: Shape, path: string, tell: Tell): void {
  const rule = shape.list
  if (!rule) {
    wrongKind(node, shape, path, tell)
    return
  }
  node.items.forEach((item, index) => {
    check(item, rule.of, `${path}[${index}]`, tell)
  })
  if (!rule.unique || node.items.length < 2) return
  const seen = new Map<string, number>()
  node.items.forEach((item, index) => {
    const print = fingerprint(item)
    const first = seen.get(print)
    if (first === undefined) seen.set(print, index)
    else tell({ code: 'repeated-item', first }, item, `${path}[${index}]`)
  })
}

/** Equal for equal values, whatever the order of keys. */
export function fingerprint(node: Node): string {
  if (node.kind === 'scalar') {
    return typeof node.value === 'bigint' ? `${node.value}` : JSON.stringify(node.value)
  }
  if (node.kind === 'sequence') return `[${node.items.map(fingerprint).join(',')}]`
  const pairs = [...node.pairs].map(([key, { value }]) => `${JSON.stringify(key)}:${fingerprint(value)}`)
  return `{${pairs.sort().join(',')}}`
}

function checkMapping(node: Mapping, shape: Shape, path: string, tell: Tell): void {
  const rule = shape.object
  if (!rule) {
    wrongKind(node, shape, path, tell)
    return
  }
  for (const [key, pair] of node.pairs) {
    const field = rule.fields?.get(key)
    const inner = field ?? (rule.keys?.pattern.test(key) ? rule.keys.of : undefined)
    const where = path ? `${path}.${key}` : key
    if (inner) check(pair.value, inner, where, tell)
    else if (rule.open || (rule.extensions && key.startsWith('x-'))) continue
    else tell(unknownKey(key, rule), pair, where)
  }
  for (const key of rule.required ?? [])
    if (!node.pairs.has(key)) tell({ code: 'missing-key', key }, node, path)
}

function unknownKey(key: string, rule: ObjectRule): Fault {
  if (rule.keys) return { code: 'bad-name', name: key }
  const near = nearest(key, rule.fields?.keys() ?? [])
  return { code: 'unknown-key', key, ...(near && { nearest: near }) }
}
