import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { inspectContainer, topContainer } from '@keelson/engine'
import { until, upgraded, visitors } from '../test/running.ts'
import { host, openShop, type Place, place } from '../test/shop.ts'
import { connect } from './connect.ts'
import { processes } from './master.ts'

const other = 'other.test'

describe('HAProxy that crashes', { concurrency: true }, () => {
  const here = place()
  const { docker, ends } = here

  test('a worker from before a reload takes nobody along but its own connections', async () => {
    const { balancer, folder, port, id } = await withTwoWorkers(here)
    const young = await upgraded(port, host, ends)
    const load = visitors(port, host, 4, ends)
    const { oldWorkers } = await processes(folder)
    assert.equal(oldWorkers.length, 1)
    const [, old] = await processIds(docker, id)

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
      const { get, id, wanted, folder } = await withTwoWorkers(here)
      const victim = (await processIds(docker, id))[index]
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
async function withTwoWorkers(here: Place) {
  const shop = await openShop(here)
  await upgraded(shop.port, host, here.ends)
  const grown = shop.grown()
  assert.equal((await shop.balancer.apply(grown)).outcome, 'reloaded')
  const wanted = { ...grown, routes: [...grown.routes, { host: other, backend: 'shop' }] }
  assert.equal((await shop.balancer.apply(wanted)).outcome, 'changed')
  return { ...shop, wanted }
}

/** Ids on this machine of the master, the old worker and the new one. */
async function processIds(docker: Place['docker'], container: string): Promise<[number, number, number]> {
  const { Titles, Processes } = await topContainer(docker, container, { psArgs: '-o pid,ppid' })
  const column = Titles.indexOf('PID')
  const [master, old, young] = Processes.map((row) => Number(row[column])).sort((a, b) => a - b)
  assert.ok(master && old && young, Processes.join('\n'))
  return [master, old, young]
}
