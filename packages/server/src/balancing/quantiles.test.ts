import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { latencyOf } from './quantiles.ts'

test('half, 95 and 99 of a hundred are at most the quantile', () => {
  const values = Array.from({ length: 100 }, (_, index) => 100 - index)
  assert.deepEqual(latencyOf(values), { p50: 50, p95: 95, p99: 99, samples: 100 })
  assert.deepEqual(latencyOf([7]), { p50: 7, p95: 7, p99: 7, samples: 1 })
  assert.equal(latencyOf([]), null)
})

test('a quantile is a value that occurred, and enough values are not above it', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(10_000), { minLength: 1 }), (values) => {
      const found = latencyOf(values)
      assert.ok(found && found.p50 <= found.p95 && found.p95 <= found.p99)
      for (const [quantile, share] of [
        [found.p50, 0.5],
        [found.p95, 0.95],
        [found.p99, 0.99],
      ] as const) {
        assert.ok(values.includes(quantile))
        assert.ok(values.filter((value) => value <= quantile).length >= share * values.length)
      }
    }),
  )
})
