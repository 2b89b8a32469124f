import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { setImmediate as turn } from 'node:timers/promises'
import { observed } from '../../test/observed.ts'
import type { Observed } from '../environments/observed.ts'
import { fallenOf, GroundWatch } from './ground-watch.ts'

const own = (service: string, state: Observed['state'] = 'running') =>
  observed({ id: service, state, labels: { 'io.keelson.system': service } })

test('what was stopped or removed has fallen; what runs, is paused or is being restarted by the engine has not', () => {
  const services = ['db', 'balancer']
  assert.deepEqual(fallenOf(services, [own('db'), own('balancer')]), [])
  assert.deepEqual(fallenOf(services, [own('db', 'paused'), own('balancer', 'restarting')]), [])
  assert.deepEqual(fallenOf(services, [own('db', 'exited'), observed()]), ['db', 'balancer'])
})

/** A world of containers that changes as `change` says, watched; its clock goes on with each change. */
function watched({ mock: { timers } }: TestContext, raise: (world: Map<string, Observed>) => Promise<void>) {
  timers.enable({ apis: ['setTimeout'] })
  const world = new Map(['db', 'balancer'].map((service) => [service, own(service)]))
  const listeners = new Set<(projects: Set<string>) => void>()
  const said: string[] = []
  const note = (what: unknown) => void said.push(String(what))
  const engine = { reachable: true }
  let raised = 0
  const watch = new GroundWatch({
    observed: {
      all: () => [...world.values()],
      get reachable() {
        return engine.reachable
      },
      onChange(listener) {
        listeners.add(listener)
        return () => listeners.delete(listener)
      },
    },
    services: ['db', 'balancer'],
    async raise() {
      raised += 1
      await raise(world)
    },
    log: { info: note, warn: note },
  })
  watch.start()
  const change = async (happens: () => void) => {
    happens()
    for (const listener of listeners) listener(new Set(['keelson']))
    timers.tick(2000)
    await turn()
  }
  return { world, engine, said, watch, change, raised: () => raised }
}

test('a balancer that somebody removed is brought up again, once, and both are said', async (t) => {
  const one = watched(t, async (world) => void world.set('balancer', own('balancer')))
  await one.change(() => one.world.delete('balancer'))
  await one.change(() => {})
  await one.watch.close()
  assert.equal(one.raised(), 1)
  assert.deepEqual(one.said, [
    'Keelson’s own balancer: stopped or removed by somebody. Bringing it up again.',
    'Keelson’s own balancer: up again.',
  ])
})

test('while the engine is away nothing is known, so nothing is raised; closed, it does nothing more', async (t) => {
  const one = watched(t, async () => {})
  one.engine.reachable = false
  await one.change(() => one.world.clear())
  assert.equal(one.raised(), 0)
  one.engine.reachable = true
  await one.watch.close()
  await one.change(() => {})
  assert.equal(one.raised(), 0)
})
