import assert from 'node:assert/strict'
import { test } from 'node:test'
import { allSolutions } from './all-solutions.ts'
import type { Step } from './board.ts'
import { checkSteps } from './check-steps.ts'
import { solve } from './solve.ts'

const show = (steps: Step[]) => steps.map(({ a, op, b, result }) => `${a}${op}${b}=${result}`).join(' ')
const all = (tiles: number[], target: number) =>
  [...allSolutions({ tiles, target })].filter((steps) => steps !== undefined)

/** Texts of the expressions of all trees over some of the tiles, built forwards. */
function forwards(tiles: readonly number[], target: number): Set<string> {
  const found = new Set<string>()
  type Made = { value: number; text: string }
  const combine = (left: Made[]) => {
    for (const one of left) if (one.value === target) found.add(one.text)
    for (const [i, p] of left.entries()) {
      for (const [j, q] of left.entries()) {
        if (i === j || p.value < q.value) continue
        if (p.value === q.value && i > j) continue
        const rest = left.filter((_, n) => n !== i && n !== j)
        const commuting = (op: string) => `(${[p.text, q.text].sort().join(op)})`
        combine([...rest, { value: p.value + q.value, text: commuting('+') }])
        const less = p.value - q.value
        if (less > 0 && less !== q.value) combine([...rest, { value: less, text: `(${p.text}-${q.text})` }])
        if (q.value === 1) continue
        combine([...rest, { value: p.value * q.value, text: commuting('*') }])
        const share = p.value / q.value
        if (Number.isInteger(share) && share !== q.value) {
          combine([...rest, { value: share, text: `(${p.text}/${q.text})` }])
          if (share === 1) combine([...rest, { value: 1, text: `(${q.text}/${p.text})` }])
        }
      }
    }
  }
  combine(tiles.map((value) => ({ value, text: String(value) })))
  return found
}

test('the swap of operands and of equal tiles is no other solution', () => {
  assert.deepEqual(all([2, 3], 5).map(show), ['3+2=5'])
  assert.deepEqual(all([3, 3], 9).map(show), ['3*3=9'])
  assert.deepEqual(all([100, 1], 100).map(show), [''])
})

test('as many as building every expression forwards finds', () => {
  for (const [tiles, target] of [
    [[25, 8, 3, 2, 1], 103],
    [[10, 9, 9, 4, 4], 126],
    [[100, 50, 6, 5, 2], 625],
    [[7, 7, 3, 3, 2], 147],
    [[75, 50, 3, 3, 1], 225],
  ] as [number[], number][]) {
    assert.equal(all(tiles, target).length, forwards(tiles, target).size, `${tiles.join(' ')} → ${target}`)
  }
})

test('each is legal, the first is as short as the solver says, and they come shortest first', () => {
  const board = { tiles: [75, 50, 10, 8, 5, 2], target: 431 }
  const found = all(board.tiles, board.target)
  assert.ok(found.length > 10)
  assert.equal(found[0]?.length, solve(board).steps.length)
  for (const steps of found) assert.deepEqual(checkSteps(board.tiles, steps), { ok: true, value: 431 })
  const lengths = found.map((steps) => steps.length)
  assert.deepEqual(lengths, lengths.toSorted())
})

test('none where none is', () => {
  assert.deepEqual(all([3, 3, 2, 2, 1, 1], 999), [])
})
