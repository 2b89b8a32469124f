import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseTimings } from './latency.ts'

test('a request took as long as its queue, its connection and its answer together', () => {
  assert.deepEqual(parseTimings('27 4 shop_production_web_80 c-a 3 1 20'), [
    { worker: 27, number: 4, backend: 'shop_production_web_80', server: 'c-a', milliseconds: 24 },
  ])
})

test('a connection that was used again took no time; a request without an answer is no measurement', () => {
  const text = '27 4 shop c-a 0 -1 7\n27 5 shop c-a 0 2 -1\n27 6 page-unknown <NOSRV> -1 -1 -1\nnonsense\n'
  assert.deepEqual(
    parseTimings(text).map(({ number, milliseconds }) => [number, milliseconds]),
    [[4, 7]],
  )
})
