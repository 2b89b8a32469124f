import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ServerStatistics } from '@keelson/balancer'
import fc from 'fast-check'
import { statistics } from '../../test/statistics.ts'
import { type Counted, countedSince } from './counters.ts'

const server = (requests: number) => statistics({ backend: 'shop', requests, bytesOut: requests * 100 })
const worker = (pid: number, ...servers: ServerStatistics[]) => ({ pid, servers })

/** Requests of `shop/c-a` between each two of these looks. */
function requests(...looks: Parameters<typeof countedSince>[1][]): (number | undefined)[] {
  let before: Counted | undefined
  return looks.map((workers) => {
    const { counted, since } = countedSince(before, workers)
    before = counted
    return since.get('shop/c-a')?.requests
  })
}

test('what was counted is the difference of two looks; the first look says nothing', () => {
  assert.deepEqual(requests([worker(1, server(5))], [worker(1, server(9))], [worker(1, server(9))]), [
    undefined,
    4,
    0,
  ])
})

test('over a reload both workers count: the new one from nothing, the old one until it ends', () => {
  assert.deepEqual(
    requests(
      [worker(1, server(100))],
      [worker(2, server(3)), worker(1, server(104))],
      [worker(2, server(8)), worker(1, server(105))],
      [worker(2, server(10))],
    ),
    [undefined, 7, 6, 2],
  )
})

test('a replica that was taken out and put in again counts from nothing', () => {
  assert.deepEqual(requests([worker(1, server(100))], [worker(1)], [worker(1, server(4))]), [
    undefined,
    undefined,
    4,
  ])
  assert.deepEqual(requests([worker(1, server(100))], [worker(1, server(4))]), [undefined, 4])
})

test('whatever reloads come between, every request is counted once', () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ reload: fc.boolean(), asked: fc.nat(50), old: fc.nat(5) }), { maxLength: 30 }),
      (steps) => {
        // Each worker that was ever started goes on: the last one gets what is new.
        const counts = [0]
        let before: Counted | undefined
        let seen = 0
        let sent = 0
        for (const { reload, asked, old } of [{ reload: false, asked: 0, old: 0 }, ...steps]) {
          if (reload) counts.push(0)
          const add = (index: number, more: number) => {
            counts[index] = (counts[index] ?? 0) + more
            sent += more
          }
          add(counts.length - 1, asked)
          add(0, old)
          const workers = counts.map((count, index) => worker(index, server(count)))
          const { counted, since } = countedSince(before, workers)
          before = counted
          seen += since.get('shop/c-a')?.requests ?? 0
        }
        assert.equal(seen, sent)
      },
    ),
  )
})
