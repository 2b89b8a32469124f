import assert from 'node:assert/strict'
import { test } from 'node:test'
import { solveJob } from './solve-job.ts'

const job = (all: boolean, tiles = [100, 75, 50, 25, 6, 3], target = 952) => ({
  data: { owner: 'me', tiles, target, all },
  updateProgress: async () => {},
})
const many = job(true, [10, 8, 6, 5, 4, 2], 120)

test('the best, and on request all ways with the best first', async () => {
  const { value, away, solutions } = await solveJob(job(false))
  assert.deepEqual([value, away, solutions], [952, 0, undefined])
  const all = await solveJob(job(true))
  assert.ok(all.solutions && all.solutions.length > 1)
  assert.equal(all.solutions[0]?.length, all.steps.length)
})

test('a long list stops at a thousand', async () => {
  const { solutions, more } = await solveJob(many)
  assert.deepEqual([solutions?.length, more], [1000, true])
})

test('a job that is cancelled stops', async () => {
  await assert.rejects(solveJob(many, AbortSignal.abort()), /cancelled/)
})
