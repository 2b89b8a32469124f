import assert from 'node:assert/strict'
import { test } from 'node:test'
import { duration, relative } from './time.ts'

const now = Date.parse('2026-05-01T12:00:00Z')

test('a moment is said in the reader’s language', () => {
  assert.equal(relative('2026-05-01T11:57:00Z', now, 'en'), '3 minutes ago')
  assert.equal(relative('2026-05-01T11:57:00Z', now, 'es'), 'hace 3 minutos')
  assert.equal(relative('2026-05-01T11:59:40Z', now, 'en'), 'now')
  assert.equal(relative('2026-04-30T11:00:00Z', now, 'en'), 'yesterday')
})

test('a duration has the precision one cares for', () => {
  assert.deepEqual([-5, 850, 4_249, 59_960, 72_400, 7_380_000].map(duration), [
    '0 ms',
    '850 ms',
    '4.2 s',
    '1 m 0 s',
    '1 m 12 s',
    '2 h 3 m',
  ])
})
