import assert from 'node:assert/strict'
import { test } from 'node:test'
import { minuteMeans } from './balancing.ts'
import { nothing } from './counters.ts'
import { asHistory, History } from './history.ts'
import { withQuietMinutes } from './minutes.ts'

const start = 1_800_000_000_000
const requests = (count: number) => ({ ...nothing(), requests: count, '5xx': count / 10 })

test('looks of every second become a point of five, with the means of rates and the quantiles of times', () => {
  const history = new History()
  for (let second = 1; second <= 5; second += 1)
    history.add(start + second * 1000, 1000, requests(second * 10), second, [second])
  const found = asHistory('shop', history.since(0))
  assert.deepEqual(found, {
    service: 'shop',
    at: [start / 1000 + 5],
    requests: [30],
    errors: [3],
    inFlight: [3],
    bytes: [0],
    p50: [3],
    p95: [5],
    p99: [5],
  })
})

test('the last hour is kept, and no more', () => {
  const history = new History()
  for (let second = 5; second <= 7200; second += 5)
    history.add(start + second * 1000, 5000, requests(second), 0, [])
  const { at, requests: rates, p50 } = asHistory('shop', history.since(0))
  assert.equal(at.length, 720)
  assert.equal(at.at(-1), start / 1000 + 7200)
  assert.equal(rates.at(-1), 1440)
  assert.equal(p50.at(-1), null, 'nobody waited where nobody asked')
  assert.equal(history.since(start + 7_000_000).length, 41)
})

test('a service that nobody asks for takes no memory and has no minute worth storing', () => {
  const history = new History()
  for (let second = 10; second <= 60; second += 10)
    history.add(start + second * 1000, 10_000, nothing(), 0, [])
  assert.deepEqual(history.since(0), [])
  assert.equal(history.takeMinute(start + 60_000)?.requests, 0)
  assert.equal(history.takeMinute(start + 60_000), undefined)
})

test('minutes that were not stored are zero in the line of a day', () => {
  const point = { at: 1200, requests: 4, errors: 0, inFlight: 0, bytes: 0, p50: 1, p95: 1, p99: 1 }
  const line = withQuietMinutes([point], new Date(1_080_000), new Date(1_320_000))
  assert.deepEqual(
    line.map(({ at, requests: rate }) => [at, rate]),
    [
      [1080, 0],
      [1140, 0],
      [1200, 4],
      [1260, 0],
      [1320, 0],
    ],
  )
})

test('a project’s hour is the mean of each minute', () => {
  const point = { errors: 0, inFlight: 0, bytes: 0, p50: 0, p95: 0, p99: 0 }
  const means = minuteMeans(
    [
      { ...point, at: start / 1000 - 90, requests: 2 },
      { ...point, at: start / 1000 - 70, requests: 4 },
      { ...point, at: start / 1000 - 10, requests: 9 },
      { ...point, at: start / 1000 - 7200, requests: 100 },
    ],
    start,
  )
  assert.equal(means.length, 60)
  assert.deepEqual(means.slice(-3), [0, 3, 9])
  assert.equal(
    means.reduce((sum, value) => sum + value, 0),
    12,
  )
})
