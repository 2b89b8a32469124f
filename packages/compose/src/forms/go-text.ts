import type { Scalar } from '../yaml/node.ts'

/** A scalar as Go prints it with `%v`. */
export function goText(node: Scalar): string {
  const { value, float } = node
  if (value === null) return '<nil>'
  if (typeof value === 'number' && float) return goFloat(value)
  return String(value)
}

/** A 64-bit float as Go prints it: shortest digits, an exponent from a million on or below 0.0001. */
export function goFloat(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf'
  const [digits = '', power = '0'] = value.toExponential().split('e')
  const exponent = Number(power)
  if (value === 0 || (exponent >= -4 && exponent < 6)) return String(value)
  return `${digits}e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`
}

/** The shortest decimal that reads back as the same 32-bit float. */
export function shortestFloat32(value: number): number {
  const narrow = Math.fround(value)
  for (let digits = 1; digits <= 9; digits++) {
    const short = Number(narrow.toPrecision(digits))
    if (Math.fround(short) === narrow) return short
  }
  return narrow
}
