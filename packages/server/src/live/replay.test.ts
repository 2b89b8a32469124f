import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { DeployEvent } from '@keelson/protocol'
import { Replay } from './replay.ts'

const event = (seq: number): DeployEvent => ({
  seq,
  at: '2026-01-01T00:00:00.000Z',
  kind: 'log',
  stage: 'build',
  source: 'web',
  line: `${seq}`,
})

test('a reader that comes back gets what it missed once and in order, while new events come in', async () => {
  const stored = [1, 2, 3, 4, 5, 6].map(event)
  const got: number[] = []
  const replay = new Replay('d', 2, (events) => got.push(...events.map(({ seq }) => seq)))
  let reads = 0
  await replay.catchUp(async (after) => {
    // Between two reads an event is stored and told: it is in both.
    if (reads++ === 1) replay.take([event(6), event(7)])
    return stored.filter(({ seq }) => seq > after).slice(0, 2)
  })
  replay.take([event(7), event(8)])
  assert.deepEqual(got, [3, 4, 5, 6, 7, 8])
})
