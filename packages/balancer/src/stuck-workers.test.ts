import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { inspectContainer } from '@keelson/engine'
import { until, upgraded, visitors } from '../test/running.ts'
import { host, openShop, place } from '../test/shop.ts'
import { askMaster, masterSocket, processes } from './master.ts'
import { ask } from './socket.ts'

describe('a worker of before a reload', { concurrency: true }, () => {
  const here = place()
  const { docker, ends } = here

  test('is ended when it has nothing left to do and goes on turning', async () => {
    const { balancer, folder, grown, id, port } = await openShop(here)
    const young = async () => (await inspectContainer(docker, id)).State?.StartedAt
    const startedAt = await young()
    const socket = await upgraded(port, host, ends)
    assert.equal((await balancer.apply(grown())).outcome, 'reloaded')
    const [old] = (await processes(folder)).oldWorkers
    assert.ok(old)
    const load = visitors(port, host, 2, ends)
    // HAProxy's own means to keep its second thread busy for ever: that one never agrees to end.
    await ask(masterSocket(folder), `expert-mode on; @!${old} debug dev sched task count=1000 mask=2 inter=0`)

    assert.deepEqual(await balancer.endStuckWorkers(), [], 'it has a connection')
    assert.equal(await socket.say('still here'), 'still here')
    socket.close()
    await until(async () => /^CurrConns: 0$/m.test(await askMaster(folder, `@!${old} show info`)))
    assert.deepEqual(await balancer.endStuckWorkers(), [old])

    await until(async () => (await processes(folder)).oldWorkers.length === 0)
    assert.equal(await young(), startedAt, 'the container was not started again')
    assert.deepEqual(await load.stop(), [])
  })
})
