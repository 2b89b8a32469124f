import assert from 'node:assert/strict'
import { test } from 'node:test'
import { judge, table } from './report.ts'
import { type Closing, type Failure, type Killing, Recorder } from './seen.ts'

const closing = (at: number, more: Partial<Closing> = {}): Closing => ({
  row: 'deploy',
  at,
  replica: 'old',
  orderly: true,
  ours: false,
  why: 'closed with 1001',
  gaps: { lost: 0, disordered: 0, repeated: 0 },
  ...more,
})

const failure = (sent: number, at: number): Failure => ({
  row: 'deploy',
  sent,
  at,
  kind: 'request',
  why: 'status 502',
})

function judged(parts: { closings?: Closing[]; failures?: Failure[]; killings?: Killing[] }) {
  const { seen } = new Recorder('deploy')
  Object.assign(seen, { lastServed: new Map([['old', 1000]]) }, parts)
  return judge(seen, { drainMs: 5000 })
}

test('a websocket may be closed when its replica got no new request for the drain time, not before', () => {
  const { total, faults } = judged({ closings: [closing(6000), closing(5000), closing(1000)] })
  assert.equal(total.websocketsMoved, 1)
  assert.equal(total.websocketsClosedEarly, 2)
  assert.deepEqual(faults, [
    'deploy, 5.000 s: websocket on old closed with 1001',
    'deploy, 1.000 s: websocket on old closed with 1001',
  ])
})

test('a websocket that breaks without a word is closed early, whenever it is', () => {
  assert.equal(judged({ closings: [closing(60_000, { orderly: false })] }).total.websocketsClosedEarly, 1)
})

test('the ones that we closed at the end are not counted, but what they missed is', () => {
  const { total } = judged({
    closings: [closing(1000, { ours: true, gaps: { lost: 3, disordered: 1, repeated: 1 } })],
  })
  assert.equal(total.websocketsClosedEarly + total.websocketsMoved, 0)
  assert.deepEqual([total.messagesLost, total.messagesDisordered], [3, 2])
})

test('of a killed replica, what was in flight is counted apart, and nothing else is forgiven', () => {
  const { total, faults } = judged({
    killings: [{ replica: 'old', from: 2000, to: 2050 }],
    failures: [failure(1990, 2010), failure(1500, 1600), failure(2051, 2060)],
    closings: [
      closing(2010, { orderly: false, gaps: { lost: 1, disordered: 0, repeated: 0 } }),
      closing(2010, { orderly: false, replica: 'another' }),
    ],
  })
  assert.deepEqual([total.inFlightOnKilled, total.failedRequests], [1, 2])
  assert.deepEqual([total.websocketsOnKilled, total.websocketsClosedEarly, total.messagesLost], [1, 1, 0])
  assert.equal(faults.length, 3)
})

test('beside a failure stands what the balancer says of the same connection at that time', () => {
  const { seen } = new Recorder('deploy')
  seen.began = 1_000_000
  seen.failures.push({ ...failure(500, 600), port: 5001 }, { ...failure(900, 950), port: 5002 })
  const told = [
    { at: 1_060_000, port: 5001, words: 'much later' },
    { at: 1_000_501, port: 5001, words: 'shop/c-a status 502' },
    { at: 1_000_502, port: 5003, words: 'another visitor' },
  ]
  assert.deepEqual(judge(seen, { drainMs: 5000, told }).faults, [
    'deploy, 0.600 s: status 502; the balancer: shop/c-a status 502',
    'deploy, 0.950 s: status 502; the balancer wrote nothing of it',
  ])
})

test('the table has a line for each action and one for all', () => {
  const lines = table(judged({ failures: [failure(1, 2)] })).split('\n')
  assert.match(lines[0] ?? '', /^action +seconds +planned +sent +failed/)
  assert.match(lines[1] ?? '', /^deploy +0\.0 +0 +0 +1 /)
  assert.match(lines[2] ?? '', /^all /)
  assert.equal(lines.length, 3)
})
