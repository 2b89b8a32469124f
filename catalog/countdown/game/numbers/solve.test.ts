import assert from 'node:assert/strict'
import { test } from 'node:test'
import { seeded } from '../seeded.ts'
import { draws } from './board.ts'
import { exhaustive } from './exhaustive.ts'
import { solve } from './solve.ts'

const boards = [...draws()]

/** The steps are legal: each uses what is there, and the last one makes the value. */
function check(tiles: readonly number[], { value, steps }: ReturnType<typeof solve>): void {
  const left = [...tiles]
  const take = (number: number) => {
    const at = left.indexOf(number)
    assert.ok(at >= 0, `${number} is not among ${left.join(' ')}`)
    left.splice(at, 1)
  }
  for (const { a, op, b, result } of steps) {
    take(a)
    take(b)
    assert.equal({ '+': a + b, '-': a - b, '*': a * b, '/': a / b }[op], result)
    assert.ok(Number.isInteger(result) && result > 0)
    left.push(result)
  }
  assert.equal(steps.at(-1)?.result ?? value, value)
  assert.ok(left.includes(value))
}

/** What an exhaustive search says is nearest, and with how few steps. */
function nearestOf(fewest: Uint8Array, target: number): { away: number; steps: number } {
  for (let away = 0; ; away++) {
    const steps = Math.min(fewest[target - away] ?? 255, fewest[target + away] ?? 255)
    if (steps < 255)
      return { away, steps: fewest[target - away] === 255 ? steps : (fewest[target - away] ?? steps) }
  }
}

test('there are 13,243 distinct draws', () => {
  assert.equal(boards.length, 13_243)
  assert.equal(new Set(boards.map((tiles) => tiles.join())).size, 13_243)
})

test('2,000 random boards: as near and in as few steps as an exhaustive search finds', () => {
  const random = seeded(2026)
  for (let n = 0; n < 2000; n++) {
    const tiles = boards[Math.floor(random() * boards.length)] ?? []
    const fewest = exhaustive(tiles, 2000)
    const target = 100 + Math.floor(random() * 900)
    const found = solve({ tiles, target })
    check(tiles, found)
    assert.deepEqual(
      { away: found.away, steps: found.steps.length },
      nearestOf(fewest, target),
      `${tiles.join(' ')} → ${target}`,
    )
  }
})

test('hard boards: all four large tiles, every fourth target of each', () => {
  const hard = boards.filter((board) => [25, 50, 75, 100].every((tile) => board.includes(tile)))
  for (const [n, tiles] of hard.entries()) {
    const fewest = exhaustive(tiles, 2000)
    for (let target = 100 + (n % 4); target <= 999; target += 4) {
      const found = solve({ tiles, target })
      assert.deepEqual({ away: found.away, steps: found.steps.length }, nearestOf(fewest, target))
    }
  }
})

test('unreachable targets: the smallest tiles are far from 999 and the nearest value is still found', () => {
  for (const tiles of [
    [3, 3, 2, 2, 1, 1],
    [5, 4, 2, 2, 1, 1],
    [4, 4, 2, 2, 1, 1],
  ]) {
    const found = solve({ tiles, target: 999 })
    check(tiles, found)
    assert.ok(found.away > 0)
    assert.deepEqual({ away: found.away, steps: found.steps.length }, nearestOf(exhaustive(tiles, 2000), 999))
  }
})
