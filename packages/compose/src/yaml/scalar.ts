import type { ScalarValue } from './node.ts'

/** A plain scalar's value by the rules of go-yaml, which Compose files are written for. */
export type Resolved = { value: ScalarValue; float: boolean; date: boolean }

const words = new Map<string, ScalarValue>([
  ['', null],
  ['~', null],
  ['null', null],
  ['Null', null],
  ['NULL', null],
  ['true', true],
  ['True', true],
  ['TRUE', true],
  ['false', false],
  ['False', false],
  ['FALSE', false],
  ['.nan', Number.NaN],
  ['.NaN', Number.NaN],
  ['.NAN', Number.NaN],
])
for (const sign of ['', '+', '-'])
  for (const word of ['.inf', '.Inf', '.INF']) words.set(sign + word, sign === '-' ? -Infinity : Infinity)

const float = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/
const date =
  /^\d{4}-\d{1,2}-\d{1,2}(?:(?:[Tt]|[ \t]+)\d{1,2}:\d{2}:\d{2}(?:\.\d*)?(?:[ \t]*(?:Z|[-+]\d{1,2}(?::\d{2})?))?)?$/
const octalOrPrefixed = /^([-+]?)(?:0[xX]([0-9a-fA-F]+)|0[bB]([01]+)|0[oO]?([0-7]+))$/
const decimal = /^[-+]?(?:0|[1-9][0-9]*)$/

/** Reads a plain (unquoted) scalar: null, boolean, integer in four bases, float, date, or else text. */
export function resolvePlain(text: string): Resolved {
  const first = text.charCodeAt(0)
  const number = (first >= 48 && first <= 57) || first === 43 || first === 45 || first === 46
  if (!number) {
    if (text.length <= 5) {
      const word = words.get(text)
      if (word !== undefined) return { value: word, float: false, date: false }
    }
    return { value: text, float: false, date: false }
  }
  const word = words.get(text)
  if (word !== undefined) return { value: word, float: true, date: false }
  if (first !== 46) {
    if (date.test(text) && !Number.isNaN(Date.parse(text.slice(0, 10).replace(/[Tt ].*/, ''))))
      return { value: text, float: false, date: true }
    const plain = text.includes('_') ? text.replaceAll('_', '') : text
    if (decimal.test(plain)) return integer(plain.replace('+', ''))
    const based = octalOrPrefixed.exec(plain)
    if (based) {
      const [, sign, hex, binary, octal] = based
      const digits = hex ? `0x${hex}` : binary ? `0b${binary}` : `0o${octal}`
      return integer(digits, sign === '-')
    }
    if (float.test(plain)) return { value: Number(plain), float: true, date: false }
  } else if (float.test(text)) return { value: Number(text), float: true, date: false }
  return { value: text, float: false, date: false }
}

const int64 = { min: -(2n ** 63n), max: 2n ** 64n - 1n }

function integer(digits: string, negative = false): Resolved {
  if (digits.length <= 15) {
    const small = Number(digits)
    return { value: negative && small !== 0 ? -small : small, float: false, date: false }
  }
  const big = negative ? -BigInt(digits) : BigInt(digits)
  if (big < int64.min || big > int64.max) return { value: Number(big), float: true, date: false }
  const small = Number(big)
  return { value: Number.isSafeInteger(small) ? small : big, float: false, date: false }
}
