import assert from 'node:assert/strict'
import { test } from 'node:test'
import { RowLayout, width } from './row-layout.ts'

test('a wrapped line takes as many rows as its text needs', () => {
  const layout = new RowLayout(10)
  for (const text of ['', 'short', '0123456789', '0123456789a', 'x'.repeat(35)]) layout.append(text)
  assert.deepEqual(
    [0, 1, 2, 3, 4].map((line) => layout.height(line)),
    [1, 1, 1, 2, 4],
  )
  assert.equal(layout.rows, 9)
  assert.deepEqual(
    [0, 2, 3, 4, 5, 8, 99].map((row) => layout.lineAt(row)),
    [0, 2, 3, 3, 4, 4, 4],
  )
})

test('without wrapping every line is one row', () => {
  const layout = new RowLayout(Number.POSITIVE_INFINITY)
  for (let n = 0; n < 1_000; n += 1) layout.append('x'.repeat(n))
  assert.equal(layout.rows, 1_000)
  assert.equal(layout.lineAt(517), 517)
})

test('wide characters take two columns, a tab four', () => {
  assert.equal(width('日本'), 4)
  assert.equal(width('a🚀'), 3)
  assert.equal(width('\ta'), 5)
  assert.equal(width('niño'), 4)
})
