import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inside, steps, visible } from './visible.ts'

test('names are shown so that nothing in them moves a cursor or breaks a line', () => {
  assert.equal(visible('two\nlines \u001b[31m\u007f ñ 🚀'), 'two␊lines ␛[31m␡ ñ 🚀')
})

test('a path is walked from the root of the volume', () => {
  assert.equal(inside('/', 'a'), '/a')
  assert.equal(inside('/a', 'b c'), '/a/b c')
  assert.deepEqual(
    steps('/a/b').map(({ path }) => path),
    ['/', '/a', '/a/b'],
  )
  assert.deepEqual(steps('/'), [{ name: '', path: '/' }])
})
