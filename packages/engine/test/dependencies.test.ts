import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { restart, StepError, type UpOptions } from '../src/index.ts'
import { engineRig, type Rig, type Scenario } from './rig.ts'

let rig: Rig
before(async () => {
  rig = await engineRig()
})
after(() => rig.close())

const base = 'image: IMAGE, network_mode: none, stop_grace_period: 0s'
const check = (command: string, retries = 2) =>
  `healthcheck: {test: ["CMD", ${command}], interval: 200ms, timeout: 30s, retries: ${retries}}`
const waiting = (db: string, condition: string, rest = '') => `services:
  db: {${base}, ${db}}
  web: {${base}, depends_on: {db: {condition: ${condition}${rest}}}}
`
/** A server with a check that always passes, and one that waits for it. */
const listening = (command: string) => `services:
  db:
    image: IMAGE
    init: true
    stop_grace_period: 0s
    expose: [80]
    command: [sh, -c, "nc() { while true; do busybox nc -l -p 80; done; }; ${command}"]
    healthcheck: {test: ["CMD", "true"], interval: 12s}
  web: {${base}, depends_on: {db: {condition: service_healthy}}}
`
const startedAt = async (s: Scenario, service: string) => (await s.inspect(service)).State.StartedAt

describe('what services wait for', { concurrency: 5 }, () => {
  test('service_healthy: starts only once the check has passed, and up ends when the engine has seen it', () =>
    rig.scenario(async (s) => {
      const db = `command: [sh, -c, "sleep 0.5; touch /ready; sleep 1000"], ${check('test, "-e", /ready', 100)}`
      await s.up(waiting(db, 'service_healthy'))
      const { State } = await s.inspect('db')
      assert.equal(State.Health?.Status, 'healthy')
      assert.ok(Date.parse(await startedAt(s, 'web')) - Date.parse(State.StartedAt) >= 500)
    }))

  test('service_healthy: the check of what listens is run at once, not after the first interval of the engine', () =>
    rig.scenario(async (s) => {
      await s.up(listening('nc'))
      const { Health } = (await s.inspect('db')).State
      assert.equal(Health?.Status, 'healthy')
      assert.ok((await startedAt(s, 'web')) < (Health?.Log?.[0]?.Start ?? ''))
    }))

  test('service_healthy: what answers its check while it does not listen yet is setting itself up', () =>
    rig.scenario(async (s) => {
      await s.up(listening('sleep 1; nc'))
      const db = (await s.inspect('db')).State
      assert.ok(Date.parse(await startedAt(s, 'web')) - Date.parse(db.StartedAt) >= 1000)
    }))

  test('service_healthy: an unhealthy dependency fails the plan, dependents stay created', () =>
    rig.scenario(async (s) => {
      await assert.rejects(s.up(waiting(check('"false"'), 'service_healthy')), (error) => {
        assert.ok(error instanceof StepError)
        assert.match(error.message, /db did not become what others wait for: .*db-1 is unhealthy/)
        return true
      })
      assert.deepEqual(await s.states(), ['db-1 running', 'web-1 created'])
    }))

  test('service_healthy: a dependency that exits fails at once, with its code', () =>
    rig.scenario(async (s) => {
      const db = `command: [sh, -c, "exit 3"], ${check('"true"')}`
      await assert.rejects(s.up(waiting(db, 'service_healthy')), /db-1 exited with code 3/)
    }))

  test('service_healthy: without a check it can never be', () =>
    rig.scenario(async (s) => {
      await assert.rejects(s.up(waiting('init: true', 'service_healthy')), /db-1 has no health check/)
    }))

  test('service_healthy: all containers of the service count', () =>
    rig.scenario(async (s) => {
      await s.up(waiting(`scale: 2, ${check('"true"')}`, 'service_healthy'))
      assert.equal((await s.inspect('db', 2)).State.Health?.Status, 'healthy')
    }))

  test('service_completed_successfully: starts after the end', () =>
    rig.scenario(async (s) => {
      await s.up(waiting('command: ["true"]', 'service_completed_successfully'))
      assert.ok((await startedAt(s, 'web')) > (await s.inspect('db')).State.FinishedAt)
    }))

  test('service_completed_successfully: another code fails', () =>
    rig.scenario(async (s) => {
      await assert.rejects(
        s.up(waiting('command: [sh, -c, "exit 7"]', 'service_completed_successfully')),
        /db-1 exited with code 7/,
      )
      assert.deepEqual(await s.states(), ['db-1 exited', 'web-1 created'])
    }))

  test('required: false turns the failure into a warning', () =>
    rig.scenario(async (s) => {
      const said: string[] = []
      const onEvent: UpOptions['onEvent'] = (event) => {
        if (event.kind === 'warning') said.push(event.text)
        if (event.kind === 'step' && 'undone' in event) said.push(`${event.step.kind} ${event.undone}`)
      }
      await s.up(
        waiting('command: [sh, -c, "exit 7"]', 'service_completed_successfully', ', required: false'),
        { onEvent },
      )
      assert.match(said.join(), /exited with code 7.*optional.*,wait optional$/)
      assert.deepEqual(await s.states(), ['db-1 exited', 'web-1 running'])
    }))

  test('a completed one-shot runs again on the next up', () =>
    rig.scenario(async (s) => {
      const text = waiting('command: ["true"]', 'service_completed_successfully')
      await s.up(text)
      const first = (await s.inspect('db')).State.StartedAt
      await s.up(text)
      assert.notEqual((await s.inspect('db')).State.StartedAt, first)
    }))

  test('restart: true: the dependent is restarted when its dependency is replaced', () =>
    rig.scenario(async (s) => {
      const text = (user: string) => waiting(`user: "${user}"`, 'service_started', ', restart: true')
      await s.up(text('0'))
      const before = await s.inspect('web')
      await s.up(text('1'))
      const after = await s.inspect('web')
      assert.equal(after.Id, before.Id)
      assert.notEqual(after.State.StartedAt, before.State.StartedAt)
    }))

  test('without restart: true the dependent runs on', () =>
    rig.scenario(async (s) => {
      const text = (user: string) => waiting(`user: "${user}"`, 'service_started')
      await s.up(text('0'))
      const before = await startedAt(s, 'web')
      await s.up(text('1'))
      assert.equal(await startedAt(s, 'web'), before)
    }))

  test('restart of a service takes along those that ask for it, and no others', () =>
    rig.scenario(async (s) => {
      const project = await s.up(`services:
  db: {${base}}
  follows: {${base}, depends_on: {db: {condition: service_started, restart: true}}}
  stays: {${base}, depends_on: [db]}
`)
      const [follows, stays] = [await startedAt(s, 'follows'), await startedAt(s, 'stays')]
      await restart(s.docker, project, { services: ['db'] })
      assert.notEqual(await startedAt(s, 'follows'), follows)
      assert.equal(await startedAt(s, 'stays'), stays)
    }))

  test('a chain starts in order', () =>
    rig.scenario(async (s) => {
      await s.up(`services:
  c: {${base}, depends_on: [b]}
  b: {${base}, depends_on: [a]}
  a: {${base}}
`)
      const [a, b, c] = [await startedAt(s, 'a'), await startedAt(s, 'b'), await startedAt(s, 'c')]
      assert.ok(a < b && b < c)
    }))

  test('wait: comes back when everything is healthy', () =>
    rig.scenario(async (s) => {
      await s.up(`services: {web: {${base}, ${check('"true"')}}}`, { wait: true, waitTimeout: 20 })
      assert.equal((await s.inspect('web')).State.Health?.Status, 'healthy')
    }))

  test('wait: an unhealthy service fails it', () =>
    rig.scenario(async (s) => {
      const text = `services: {web: {${base}, ${check('"false"')}}}`
      await assert.rejects(s.up(text, { wait: true }), /web-1 is unhealthy/)
    }))

  test('wait: too long is said with the seconds', () =>
    rig.scenario(async (s) => {
      const text = `services: {web: {${base}, healthcheck: {test: ["CMD", "true"], interval: 60s}}}`
      await assert.rejects(s.up(text, { wait: true, waitTimeout: 1 }), /not within 1 seconds/)
    }))

  test('namespaces of another service: network, pid, ipc', () =>
    rig.scenario(async (s) => {
      await s.up(`services:
  db: {${base}, ipc: shareable}
  web: {image: IMAGE, stop_grace_period: 0s, network_mode: "service:db", pid: "service:db", ipc: "service:db"}
`)
      const { Id } = await s.inspect('db')
      const { HostConfig } = await s.inspect('web')
      assert.deepEqual(
        [HostConfig.NetworkMode, HostConfig.PidMode, HostConfig.IpcMode],
        Array(3).fill(`container:${Id}`),
      )
    }))

  test('who shares the namespace of a replaced container is replaced with it', () =>
    rig.scenario(async (s) => {
      const text = (user: string) => `services:
  db: {${base}, user: "${user}"}
  web: {image: IMAGE, stop_grace_period: 0s, network_mode: "service:db"}
`
      await s.up(text('0'))
      const before = (await s.inspect('web')).Id
      assert.deepEqual(await s.lines(text('0')), [])
      await s.up(text('1'))
      assert.notEqual((await s.inspect('web')).Id, before)
      assert.equal((await s.inspect('web')).HostConfig.NetworkMode, `container:${(await s.inspect('db')).Id}`)
    }))

  test('volumes_from mounts what the other one has, to read only where it says so', () =>
    rig.scenario(async (s) => {
      await s.up(`services:
  db: {${base}, volumes: [/shared]}
  web: {${base}, volumes_from: [db]}
  reads: {${base}, volumes_from: ["db:ro"]}
`)
      const shared = (await s.inspect('db')).Mounts[0]?.Name
      for (const [service, writes] of [
        ['web', true],
        ['reads', false],
      ] as const) {
        const { Mounts } = await s.inspect(service)
        assert.deepEqual([Mounts[0]?.Name, Mounts[0]?.RW], [shared, writes])
      }
    }))
})
