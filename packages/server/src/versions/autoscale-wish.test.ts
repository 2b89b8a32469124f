import assert from 'node:assert/strict'
import { test } from 'node:test'
import { autoscaleWish } from './autoscale-wish.ts'

const wish = (autoscale: Record<string, string | number>) => autoscaleWish({ autoscale })

test('bounds, targets and times are read as the file writes them', () => {
  assert.deepEqual(wish({ min: 2, max: 6, cpu: 60, requests: 40, up_after: '1m', down_after: 600 }), {
    min: 2,
    max: 6,
    cpu: 60,
    requests: 40,
    upAfter: 60,
    downAfter: 600,
  })
  assert.deepEqual(wish({ max: 3, memory: 80 }), { min: 1, max: 3, memory: 80, upAfter: 30, downAfter: 300 })
})

test('what cannot be meant is no wish', () => {
  for (const wrong of [
    { max: 3 },
    { min: 4, max: 3, cpu: 50 },
    { max: 3, cpu: 50, up_after: 'soon' },
    { max: 3, cpu: 50, disk: 4 },
  ]) {
    assert.equal(wish(wrong), undefined, JSON.stringify(wrong))
  }
  assert.equal(autoscaleWish({}), undefined)
})
