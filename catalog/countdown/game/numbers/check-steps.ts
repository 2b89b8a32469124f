import type { Operator, Step } from './board.ts'

export type Attempt = Pick<Step, 'a' | 'op' | 'b'>

export type CheckedSteps =
  | { ok: true; value: number }
  /** `step` counts from 0. */
  | { ok: false; step: number; reason: 'not-there' | 'not-positive' | 'not-whole' | 'wrong-result' }

/**
 * A player's own calculation, step by step: each operand must be a tile or an earlier result that is still unused,
 * each result a positive whole number. The last result is the answer; without steps, the first tile is none: 0.
 *
 * @param steps a `result` that is given must be right
 */
export function checkSteps(
  tiles: readonly number[],
  steps: readonly (Attempt & { result?: number | undefined })[],
): CheckedSteps {
  const left = [...tiles]
  const take = (number: number): boolean => {
    const at = left.indexOf(number)
    if (at >= 0) left.splice(at, 1)
    return at >= 0
  }
  let value = 0
  for (const [step, { a, op, b, result }] of steps.entries()) {
    if (!take(a) || !take(b)) return { ok: false, step, reason: 'not-there' }
    value = calculate(a, op, b)
    if (!Number.isInteger(value)) return { ok: false, step, reason: 'not-whole' }
    if (value <= 0) return { ok: false, step, reason: 'not-positive' }
    if (result !== undefined && result !== value) return { ok: false, step, reason: 'wrong-result' }
    left.push(value)
  }
  return { ok: true, value }
}

export function calculate(a: number, op: Operator, b: number): number {
  switch (op) {
    case '+':
      return a + b
    case '-':
      return a - b
    case '*':
      return a * b
    case '/':
      return a / b
  }
}
