import assert from 'node:assert/strict'
import { test } from 'node:test'
import { phrasebook } from '@keelson/engine'
import { canaryWeights } from '../environments/canary-weights.ts'
import { whyEnd } from './canary-verdict.ts'
import { type Facts, formerHome, takeover, whyNotExchange } from './exchange.ts'

const wish = { percent: 10, errorPercent: 5, minimumRequests: 20, version: 2 }
const ends = (its: [number, number], others: [number, number], more: Partial<typeof wish> = {}) =>
  whyEnd(
    { ...wish, ...more },
    1,
    { requests: its[0], failed: its[1] },
    { requests: others[0], failed: others[1] },
  )?.text

test('a canary ends when more of its requests fail than of the others’, and says how many', () => {
  assert.equal(
    ends([40, 12], [360, 4]),
    '12 of 40 requests to v2 failed (30 %), of those to v1 1.1 %: more than 5 points above.',
  )
  assert.equal(ends([40, 2], [360, 0]), undefined, 'as much as it may')
  assert.equal(ends([40, 12], [360, 100]), undefined, 'the others fail as well')
  assert.equal(ends([19, 19], [100, 0]), undefined, 'too few to tell')
  assert.equal(ends([40, 40], [360, 0], { errorPercent: 100 }), undefined, 'never')
})

test('weights give a canary its share, however many replicas either side has', () => {
  for (const percent of [1, 10, 33, 50, 90, 99]) {
    for (const [canaries, others] of [
      [1, 1],
      [1, 4],
      [3, 2],
    ] as const) {
      const { canary, others: other } = canaryWeights(percent, canaries, others)
      assert.ok(canary <= 256 && other <= 256 && canary >= 1 && other >= 1)
      const share = (100 * canaries * canary) / (canaries * canary + others * other)
      assert.ok(Math.abs(share - percent) < 1.5, `${percent} % of ${canaries}:${others} became ${share}`)
    }
  }
  assert.deepEqual(canaryWeights(10, 2, 0), { canary: 100, others: 100 })
})

const container = (mounts: Facts['live']['containers'][number]['mounts'] = []) =>
  ({ service: 'web', mounts }) as Facts['live']['containers'][number]
const facts: Facts = {
  production: { name: 'production', version: 1, canary: null },
  preview: { name: 'v2', version: 2, canary: null },
  live: { containers: [container()] },
  coming: { containers: [container()] },
  changes: [],
  unwell: undefined,
  busy: [],
  homeTaken: false,
}
const why = (more: Partial<Facts>) => whyNotExchange({ ...facts, ...more })?.text

test('production takes over what runs in a preview where nothing would have to change', () => {
  assert.equal(why({}), undefined)
  assert.equal(why({ busy: ['staging'] }), undefined)
  assert.equal(
    why({
      coming: { containers: [container([{ type: 'bind', name: '/etc', target: '/x', readOnly: true }])] },
    }),
    undefined,
  )
})

test('what stands against it is told', () => {
  const data = container([{ type: 'volume', name: 'shop_data', target: '/data', readOnly: false }])
  assert.equal(why({ coming: { containers: [data] } }), 'web keeps data in /data')
  assert.equal(why({ live: { containers: [data] } }), 'web keeps data in /data')
  const step = phrasebook({ create: 'create container {name}' })('create', { name: 'shop-v2-web-2' })
  assert.equal(why({ changes: [step] }), 'production would create container shop-v2-web-2')
  const unwell = takeover('takeover.unhealthy', { container: 'shop-v2-web-1' })
  assert.equal(why({ unwell }), 'shop-v2-web-1 is unhealthy: its health check fails')
  assert.equal(why({ busy: ['v2'] }), 'v2 is busy')
  assert.equal(why({ busy: [null] }), 'v2 is busy')
  assert.equal(why({ homeTaken: true }), 'there is a preview called v1 already')
  assert.equal(why({ production: { ...facts.production, version: null } }), 'nothing is on in production')
})

test('a preview that is named after its version is named after the one that it gets', () => {
  assert.equal(formerHome({ version: 1 }, { name: 'v2', version: 2 }), 'v1')
  assert.equal(formerHome({ version: 1 }, { name: 'staging', version: 2 }), 'staging')
})
