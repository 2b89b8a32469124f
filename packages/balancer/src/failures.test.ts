import assert from 'node:assert/strict'
import { test } from 'node:test'
import { describeFailure, parseFailures } from './failures.ts'

const lines = [
  '27 4 shop c-a 0 -1 -1 SC 503 +3 127.0.0.1 50412 1795312345067',
  '27 5 page-starting <NOSRV> -1 -1 -1 LR 503 0 ::1 50413 1795312345999',
  'nonsense',
  '',
].join('\n')

test('a failure is read with its time, its visitor, its replica and how often it was tried', () => {
  const visitor = (address: string, port: number) => ({ address, port })
  assert.deepEqual(parseFailures(lines), [
    {
      at: 1795312345067,
      client: visitor('127.0.0.1', 50412),
      backend: 'shop',
      server: 'c-a',
      status: 503,
      termination: 'SC',
      retries: 3,
      redispatched: true,
    },
    {
      at: 1795312345999,
      client: visitor('::1', 50413),
      backend: 'page-starting',
      server: null,
      status: 503,
      termination: 'LR',
      retries: 0,
      redispatched: false,
    },
  ])
})

test('it is told in words who ended it, and when', () => {
  assert.deepEqual(parseFailures(lines).map(describeFailure), [
    'shop/c-a status 503, SC: the replica refused it or broke it off while the connection was made, repeated 3× and elsewhere',
    'page-starting/no replica status 503, LR: the balancer answered it itself before it was passed on',
  ])
})
