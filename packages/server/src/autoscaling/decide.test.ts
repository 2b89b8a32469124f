import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Autoscale } from '@keelson/protocol'
import fc from 'fast-check'
import { type Decision, decide, type Situation, wishOf } from './decide.ts'

const settings = Autoscale.parse({ min: 2, max: 10, requests: 50, cpu: 60, upAfter: 30, downAfter: 300 })
const minute = 60_000
const now = 100 * minute
const at = (more: Partial<Situation> = {}): Situation => ({
  settings,
  replicas: 4,
  usage: { cpu: 60, memory: null, requests: 50 },
  now,
  lastUp: undefined,
  since: 0,
  wishes: [],
  ...more,
})
const shown = (decision: Decision | undefined) =>
  decision &&
  `${decision.replicas} for ${decision.because.kind === 'bound' ? decision.because.bound : decision.because.metric}`

test('the figure that asks for most decides', () => {
  assert.equal(shown(decide(at({ usage: { cpu: 90, memory: null, requests: 50 } }))), '6 for cpu')
  assert.equal(shown(decide(at({ usage: { cpu: 30, memory: null, requests: 70 } }))), '6 for requests')
  assert.equal(
    shown(decide(at({ usage: { cpu: 64, memory: null, requests: 46 } }))),
    undefined,
    'close to its target',
  )
  assert.equal(shown(decide(at({ usage: { cpu: null, memory: null, requests: null } }))), undefined)
})

test('at most twice as many at a time, and never past the bounds', () => {
  const usage = { cpu: 100, memory: null, requests: 5000 }
  assert.equal(shown(decide(at({ replicas: 2, usage }))), '4 for requests')
  assert.equal(shown(decide(at({ replicas: 9, usage }))), '10 for requests')
  assert.equal(shown(decide(at({ replicas: 10, usage }))), undefined)
  assert.equal(shown(decide(at({ replicas: 1 }))), '2 for min')
  assert.equal(shown(decide(at({ replicas: 12 }))), '10 for max')
})

test('more come only some time after the last ones came', () => {
  const usage = { cpu: 90, memory: null, requests: 50 }
  assert.equal(shown(decide(at({ usage, lastUp: now - 29_000 }))), undefined)
  assert.equal(shown(decide(at({ usage, lastUp: now - 30_000 }))), '6 for cpu')
})

test('fewer come only after a time in which no more were asked for', () => {
  const usage = { cpu: 10, memory: null, requests: 20 }
  const because = { kind: 'target', metric: 'requests', value: 40, target: 50 } as const
  const wish = (ago: number, replicas: number) => ({ at: now - ago, replicas, because })
  assert.equal(shown(decide(at({ usage, since: now - 4 * minute }))), undefined)
  assert.equal(shown(decide(at({ usage, lastUp: now - 4 * minute }))), undefined)
  assert.equal(shown(decide(at({ usage }))), '2 for requests')
  assert.equal(shown(decide(at({ usage, wishes: [wish(2 * minute, 3)] }))), '3 for requests')
  assert.equal(shown(decide(at({ usage, wishes: [wish(2 * minute, 4)] }))), undefined)
  assert.equal(shown(decide(at({ usage, wishes: [wish(6 * minute, 9)] }))), '2 for requests')
})

const anySettings = fc
  .record({
    bounds: fc.tuple(fc.integer({ min: 1, max: 100 }), fc.integer({ min: 1, max: 100 })),
    cpu: fc.integer({ min: 1, max: 100 }),
    requests: fc.double({ min: 0.1, max: 1000, noNaN: true }),
    upAfter: fc.integer({ min: 0, max: 600 }),
    downAfter: fc.integer({ min: 0, max: 600 }),
  })
  .map(({ bounds, ...rest }) =>
    Autoscale.parse({ ...rest, min: Math.min(...bounds), max: Math.max(...bounds) }),
  )
const anySituation = fc.record({
  settings: anySettings,
  replicas: fc.integer({ min: 0, max: 120 }),
  usage: fc.record({
    cpu: fc.option(fc.double({ min: 0, max: 400, noNaN: true })),
    memory: fc.constant(null),
    requests: fc.option(fc.double({ min: 0, max: 100_000, noNaN: true })),
  }),
  now: fc.constant(now),
  lastUp: fc.option(fc.integer({ min: 0, max: now }), { nil: undefined }),
  since: fc.integer({ min: 0, max: now }),
  wishes: fc.constant([]),
})

test('whatever the figures, a decision is within the bounds and changes something', () => {
  fc.assert(
    fc.property(anySituation, (situation) => {
      const decision = decide(situation)
      if (!decision) return
      assert.ok(decision.replicas >= situation.settings.min && decision.replicas <= situation.settings.max)
      assert.notEqual(decision.replicas, situation.replicas)
    }),
  )
})

test('more load never asks for fewer replicas', () => {
  fc.assert(
    fc.property(anySituation, fc.double({ min: 1, max: 10, noNaN: true }), (situation, factor) => {
      const { cpu, requests } = situation.usage
      const usage = {
        cpu: cpu === null ? null : cpu * factor,
        memory: null,
        requests: requests === null ? null : requests * factor,
      }
      const [less, more] = [wishOf(situation), wishOf({ ...situation, usage })]
      if (less && more) assert.ok(more.replicas >= less.replicas)
    }),
  )
})

test('under a steady load it comes to rest, and stays', () => {
  fc.assert(
    fc.property(anySettings, fc.double({ min: 0, max: 50_000, noNaN: true }), (chosen, load) => {
      let replicas = chosen.min
      let changes = 0
      let lastUp: number | undefined
      for (let step = 0; step < 200; step += 1) {
        const time = now + step * 10 * minute
        const usage = { cpu: null, memory: null, requests: load / replicas }
        const decision = decide(at({ settings: chosen, replicas, usage, now: time, lastUp }))
        if (!decision) continue
        if (decision.replicas > replicas) lastUp = time
        replicas = decision.replicas
        changes += 1
      }
      assert.ok(changes <= 12, `${changes} changes for ${load} requests a second`)
    }),
  )
})
