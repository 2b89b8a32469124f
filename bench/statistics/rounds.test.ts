import assert from 'node:assert/strict'
import { test } from 'node:test'
import { median, pairedRatio, sayRatio } from './rounds.ts'

test('the median of an odd and of an even number of values', () => {
  assert.equal(median([9, 1, 4]), 4)
  assert.equal(median([9, 1, 4, 2]), 3)
  assert.equal(median([]), Number.NaN)
})

test('rounds are compared each with itself: a machine that slows down changes nothing', () => {
  const { value, low, high } = pairedRatio([11, 22, 44, 88], [10, 20, 40, 80])
  assert.deepEqual([value, low, high], [1.1, 1.1, 1.1])
})

test('the interval is of the sorted ratios that the tables of the sign test name', () => {
  // Of n values so many are left out at each end, for a certainty of at least 0.9.
  for (const [count, left] of [
    [3, 0],
    [4, 0],
    [5, 0],
    [7, 0],
    [8, 1],
    [10, 1],
    [11, 2],
    [20, 5],
    [30, 10],
  ] as const) {
    const ours = Array.from({ length: count }, (_, index) => index + 1)
    const { low, high } = pairedRatio(
      ours.toReversed(),
      ours.map(() => 1),
    )
    assert.deepEqual([low, high], [left + 1, count - left], `of ${count}`)
  }
})

test('a ratio as it is told', () => {
  assert.equal(sayRatio({ value: 0.987, low: 0.9, high: 1.234 }), '0.99 (0.90–1.23)')
})
