import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Bucket } from './bucket.ts'

test('so many at once, then at its pace, and how long to wait is said', () => {
  const bucket = new Bucket(3, 10, 0)
  assert.deepEqual(
    [0, 0, 0, 0].map((now) => bucket.take(now)),
    [0, 0, 0, 100],
  )
  assert.equal(bucket.take(50), 50)
  assert.equal(bucket.take(100), 0)
  assert.equal(bucket.take(100), 100)
})

test('however long nothing was asked, no more than its size is given at once', () => {
  const bucket = new Bucket(2, 10, 0)
  bucket.take(0)
  assert.equal(bucket.isFull(0), false)
  assert.equal(bucket.isFull(60_000), true)
  assert.deepEqual(
    [1, 2, 3].map(() => bucket.take(60_000)),
    [0, 0, 100],
  )
})
