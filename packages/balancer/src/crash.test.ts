import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { connect as connectDocker, inspectContainer, topContainer } from '@keelson/engine'
import { ensureBaseImages } from '@keelson/images'
import {
  backend,
  Ends,
  type Running,
  replica,
  runBalancer,
  until,
  upgraded,
  visitors,
} from '../test/running.ts'
import { connect } from './connect.ts'
import { processes } from './master.ts'

const docker = connectDocker()
const host = 'shop.localhost'
const other = 'other.localhost'

describe('HAProxy that crashes', { concurrency: true }, () => {
  const ends = new Ends()
  before(() => ensureBaseImages(docker, { only: ['haproxy'] }))
  after(async () => {
    await ends.all()
    docker.close()
  })

  test('a worker from before a reload takes nobody along but its own connections', async () => {
    const { balancer, folder, port, id } = await withTwoWorkers(ends)
    const young = await upgraded(port, host, ends)
    const load = visitors(port, host, 4, ends)
    const { oldWorkers } = await processes(folder)
    assert.equal(oldWorkers.length, 1)
    const [, old] = await processIds(id)

    process.kill(old, 'SIGSEGV')

    await until(async () => (await processes(folder)).oldWorkers.length === 0)
    assert.equal(await young.say('still here'), 'still here')
    assert.equal((await balancer.statistics()).workers.length, 1)
    assert.deepEqual(await load.stop(), [])
  })

  for (const [what, index, signal] of [
    ['the worker that serves', 2, 'SIGSEGV'],
    ['the master', 0, 'SIGKILL'],
  ] as const) {
    test(`${what}: the container starts again, with all that it had`, async (t) => {
      const { get, id, wanted, folder } = await withTwoWorkers(ends)
      const victim = (await processIds(id))[index]
      const startedAt = async () => (await inspectContainer(docker, id)).State?.StartedAt
      const first = await startedAt()
      const answers = async (name: string) => (await get(name)).status === 200

      process.kill(victim, signal)

      const start = performance.now()
      await until(async () => (await startedAt()) !== first)
      await until(() => answers(host).catch(() => false))
      t.diagnostic(`nobody was served for ${Math.round(performance.now() - start)} ms`)
      assert.ok(await answers(other), 'a host that came by a command is in the files too')
      assert.equal((await connect({ folder }).apply(wanted)).outcome, 'nothing')
    })
  }
})

/** A balancer with one worker from before a reload, kept alive by a connection, and a host that came after it. */
async function withTwoWorkers(ends: Ends): Promise<Running & { wanted: Running['config'] }> {
  const one = await replica('one', ends)
  const backends = [backend('shop', [one.server])]
  const running = await runBalancer(docker, ends, { routes: [{ host, backend: 'shop' }], backends })
  await upgraded(running.port, host, ends)
  const grown = { ...running.config, backends: [...backends, backend('more', [])] }
  assert.equal((await running.balancer.apply(grown)).outcome, 'reloaded')
  const wanted = { ...grown, routes: [...grown.routes, { host: other, backend: 'shop' }] }
  assert.equal((await running.balancer.apply(wanted)).outcome, 'changed')
  return { ...running, wanted }
}

/** Ids on this machine of the master, the old worker and the new one. */
async function processIds(container: string): Promise<[number, number, number]> {
  const { Titles, Processes } = await topContainer(docker, container, { psArgs: '-o pid,ppid' })
  const column = Titles.indexOf('PID')
  const [master, old, young] = Processes.map((row) => Number(row[column])).sort((a, b) => a - b)
  assert.ok(master && old && young, Processes.join('\n'))
  return [master, old, young]
}
