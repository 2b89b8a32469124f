import assert from 'node:assert/strict'
import { test } from 'node:test'
import { pointBetween } from './usage.ts'

test('rates are of the time between two looks; a counter that began anew is no negative rate', () => {
  const before = { at: 1_000_000, cpu: 5e9, received: 100, sent: 1_000, read: 0, written: 0 }
  const now = { at: 1_002_000, cpu: 6e9, received: 2_100, sent: 10, read: 4_096, written: 8_192 }
  const memory_stats = { usage: 50_000_000, stats: { inactive_file: 20_000_000 } }
  assert.deepEqual(pointBetween(before, now, { memory_stats }), {
    at: 1_002,
    cpu: 0.5,
    memory: 30_000_000,
    received: 1_000,
    sent: 0,
    read: 2_048,
    written: 4_096,
  })
})
