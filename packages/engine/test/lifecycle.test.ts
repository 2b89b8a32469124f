import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { create, down, PlanError, rm, scale, start, stop, up } from '../src/index.ts'
import { engineRig, type Rig } from './rig.ts'

let rig: Rig
before(async () => {
  rig = await engineRig()
})
after(() => rig.close())

const one = (fields = '') => `services:
  web: {image: IMAGE, network_mode: none, stop_grace_period: 0s${fields && `, ${fields}`}}
`
const two = `services:
  db: {image: IMAGE, network_mode: none, stop_grace_period: 0s}
  web: {image: IMAGE, network_mode: none, stop_grace_period: 0s, depends_on: [db]}
`

describe('up, down and between', { concurrency: 5 }, () => {
  test('up makes and starts; again, nothing happens', () =>
    rig.scenario(async (s) => {
      await s.up(two)
      assert.deepEqual(await s.states(), ['db-1 running', 'web-1 running'])
      const ids = await s.ids()
      assert.deepEqual(await s.lines(two), [])
      assert.deepEqual(await s.ids(), ids)
    }))

  test('a changed service is replaced under the same name and number, the other is left alone', () =>
    rig.scenario(async (s) => {
      await s.up(two)
      const before = await s.ids()
      await s.up(two.replace('web: {', 'web: {user: "1", '))
      const after = await s.ids()
      assert.deepEqual(Object.keys(after), Object.keys(before))
      assert.equal(after[`${s.name}-db-1`], before[`${s.name}-db-1`])
      assert.notEqual(after[`${s.name}-web-1`], before[`${s.name}-web-1`])
    }))

  test('another image replaces', () =>
    rig.scenario(async (s) => {
      await s.up(one())
      await s.up(one().replace('IMAGE', 'IMAGE2'))
      assert.equal((await s.shell('web', 'cat /etc/version')).out, '2')
    }))

  test('forced recreation replaces what fits, never keeps what does not', () =>
    rig.scenario(async (s) => {
      await s.up(one())
      const first = await s.ids()
      await s.up(one('user: "1"'), { recreate: 'never' })
      assert.deepEqual(await s.ids(), first)
      await s.up(one(), { recreate: 'force' })
      assert.notDeepEqual(await s.ids(), first)
    }))

  test('create starts nothing, start starts it', () =>
    rig.scenario(async (s) => {
      const project = s.read(two)
      await create(s.docker, project)
      assert.deepEqual(await s.states(), ['db-1 created', 'web-1 created'])
      await start(s.docker, project)
      assert.deepEqual(await s.states(), ['db-1 running', 'web-1 running'])
    }))

  test('stop keeps containers, start brings the same ones back, by name alone', () =>
    rig.scenario(async (s) => {
      await s.up(two)
      const ids = await s.ids()
      await stop(s.docker, s.name)
      assert.deepEqual(await s.states(), ['db-1 exited', 'web-1 exited'])
      await start(s.docker, s.name)
      assert.deepEqual(await s.states(), ['db-1 running', 'web-1 running'])
      assert.deepEqual(await s.ids(), ids)
    }))

  test('up starts what was stopped', () =>
    rig.scenario(async (s) => {
      await s.up(one())
      await stop(s.docker, s.name)
      assert.deepEqual(await s.lines(one()), ['start container NAME-web-1 (it is exited)'])
      assert.deepEqual(await s.states(), ['web-1 running'])
    }))

  test('a service can be started without what it depends on', () =>
    rig.scenario(async (s) => {
      await s.up(two, { services: ['web'], noDeps: true })
      assert.deepEqual(await s.states(), ['web-1 running'])
    }))

  test('naming a service brings its dependencies, not the others', () =>
    rig.scenario(async (s) => {
      await s.up(two, { services: ['db'] })
      assert.deepEqual(await s.states(), ['db-1 running'])
      await s.up(two, { services: ['web'] })
      assert.deepEqual(await s.states(), ['db-1 running', 'web-1 running'])
    }))

  test('scale up and down keeps the low numbers', () =>
    rig.scenario(async (s) => {
      await s.up(one(), { scale: { web: 3 } })
      const ids = await s.ids()
      await s.up(one(), { scale: { web: 2 } })
      assert.deepEqual(await s.states(), ['web-1 running', 'web-2 running'])
      const kept = await s.ids()
      assert.ok(Object.entries(kept).every(([name, id]) => ids[name] === id))
    }))

  test('scaled to none and back', () =>
    rig.scenario(async (s) => {
      await s.up(one(), { scale: { web: 0 } })
      assert.deepEqual(await s.states(), [])
      await s.up(one('scale: 2'))
      assert.deepEqual(await s.states(), ['web-1 running', 'web-2 running'])
    }))

  test('the scale verb touches one service only', () =>
    rig.scenario(async (s) => {
      const project = await s.up(two)
      await scale(s.docker, project, { web: 3 })
      assert.deepEqual(await s.states(), ['db-1 running', 'web-1 running', 'web-2 running', 'web-3 running'])
    }))

  test('deploy.replicas counts as scale', () =>
    rig.scenario(async (s) => {
      await s.up(one('deploy: {replicas: 2}'))
      assert.equal((await s.states()).length, 2)
    }))

  test('holes are not filled', () =>
    rig.scenario(async (s) => {
      await s.up(one(), { scale: { web: 3 } })
      await rm(s.docker, s.name, { stop: true, services: ['web'], confirm: () => false })
      const [, second] = await s.containers('web')
      if (second) await s.docker.json('DELETE', `/containers/${second.id}?force=1`)
      await s.up(one(), { scale: { web: 3 } })
      assert.deepEqual(await s.states(), ['web-1 running', 'web-3 running', 'web-4 running'])
    }))

  test('orphans stay until asked', () =>
    rig.scenario(async (s) => {
      await s.up(two)
      await s.up(one())
      assert.equal((await s.states()).length, 2)
      await s.up(one(), { removeOrphans: true })
      assert.deepEqual(await s.states(), ['web-1 running'])
    }))

  test('a dry run says everything and does nothing', () =>
    rig.scenario(async (s) => {
      const { steps } = await up(s.docker, s.read(two), { dryRun: true })
      assert.equal(steps.length, 4)
      assert.deepEqual(await s.states(), [])
    }))

  test('an unknown service is refused before anything is made', () =>
    rig.scenario(async (s) => {
      await assert.rejects(s.up(two, { services: ['wbe'] }), PlanError)
      assert.deepEqual(await s.states(), [])
    }))

  test('down leaves nothing but volumes; with volumes, nothing at all', () =>
    rig.scenario(async (s) => {
      const text = `services:
  web: {image: IMAGE, stop_grace_period: 0s, volumes: ["data:/data", /anonymous]}
volumes: {data: }`
      const left = async () => {
        const { containers, networks, volumes } = await s.observe()
        const ours = (name: string) => name.startsWith(s.name)
        return [
          containers.length,
          networks.filter(({ name }) => ours(name)).length,
          volumes.filter(({ name }) => ours(name)).length,
        ]
      }
      const project = await s.up(text)
      const anonymous = (await s.inspect('web')).Mounts.find(
        ({ Destination }) => Destination === '/anonymous',
      )?.Name
      assert.deepEqual(await left(), [1, 1, 1])
      await down(s.docker, project)
      assert.deepEqual(await left(), [0, 0, 1])
      await s.up(text)
      const second = (await s.inspect('web')).Mounts.find(
        ({ Destination }) => Destination === '/anonymous',
      )?.Name
      await down(s.docker, s.name, { volumes: true })
      assert.deepEqual(await left(), [0, 0, 0])
      const { volumes } = await s.observe()
      assert.ok(!volumes.some(({ name }) => name === second))
      if (anonymous) await s.docker.json('DELETE', `/volumes/${anonymous}`)
    }))

  test('down of one service leaves the others and the network', () =>
    rig.scenario(async (s) => {
      const project = await s.up(two)
      await down(s.docker, project, { services: ['web'] })
      assert.deepEqual(await s.states(), ['db-1 running'])
    }))

  test('down by the files leaves orphans, down by name takes all', () =>
    rig.scenario(async (s) => {
      await s.up(two)
      await down(s.docker, s.read(one()))
      assert.deepEqual(await s.states(), ['db-1 running'])
      await down(s.docker, s.name)
      assert.deepEqual(await s.states(), [])
    }))

  test('down is quiet when there is nothing', () =>
    rig.scenario(async (s) => {
      assert.deepEqual((await down(s.docker, s.name)).steps, [])
    }))

  test("a caller's labels are on containers, networks and volumes, and change no hash", () =>
    rig.scenario(async (s) => {
      const text =
        'services: {web: {image: IMAGE, stop_grace_period: 0s, volumes: ["data:/data"]}}\nvolumes: {data: }'
      const extraLabels = { 'io.keelson.installation': s.name }
      await s.up(text, { extraLabels })
      const { containers, networks, volumes } = await s.observe()
      const labelled = (list: { labels: Record<string, string> }[]) =>
        list.filter(({ labels }) => labels['io.keelson.installation'] === s.name).length
      assert.deepEqual([labelled(containers), labelled(networks), labelled(volumes)], [1, 1, 1])
      assert.deepEqual(await s.lines(text), [])
    }))

  test('anonymous volumes are carried over to the successor, or renewed', () =>
    rig.scenario(async (s) => {
      const text = (user: string) => one(`user: "${user}", volumes: [/data]`)
      const volume = async () => (await s.inspect('web')).Mounts[0]?.Name
      await s.up(text('0'))
      const first = await volume()
      await s.up(text('1'))
      assert.equal(await volume(), first)
      await s.up(text('1'), { renewAnonymousVolumes: true })
      assert.notEqual(await volume(), first)
      if (first) await s.docker.json('DELETE', `/volumes/${first}`)
    }))

  test('volumes that the image declares are carried over too', () =>
    rig.scenario(async (s) => {
      const text = (user: string) => one(`user: "${user}"`).replace('IMAGE', 'IMAGE2')
      await s.up(text('0'))
      const before = (await s.inspect('web')).Mounts.map(({ Name, Destination }) => [Destination, Name])
      assert.equal(before[0]?.[0], '/kept')
      await s.up(text('1'))
      assert.deepEqual(
        (await s.inspect('web')).Mounts.map(({ Name, Destination }) => [Destination, Name]),
        before,
      )
    }))

  test('a project of five services with two replicas each comes and goes', () =>
    rig.scenario(async (s) => {
      const names = ['a', 'b', 'c', 'd', 'e']
      const text = `services:\n${names.map((name) => `  ${name}: {image: IMAGE, network_mode: none, scale: 2, stop_grace_period: 0s}`).join('\n')}`
      const project = await s.up(text, { wait: true })
      assert.equal((await s.containers()).filter(({ state }) => state === 'running').length, 10)
      await down(s.docker, project)
      assert.deepEqual(await s.states(), [])
    }))
})
