import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { Agent } from 'node:http'
import { createServer } from 'node:net'
import path from 'node:path'
import { describe, test } from 'node:test'
import { backend, freePort, get, replica, runBalancer, until, upgraded, visitors } from '../test/running.ts'
import { host, openShop, place } from '../test/shop.ts'
import type { Backend, BalancerConfig } from './config.ts'
import { connect } from './connect.ts'
import { describeFailure, readFailures } from './failures.ts'
import { processes } from './master.ts'

const route = [{ host, backend: 'shop' }]

describe('on a real HAProxy', { concurrency: true }, () => {
  const here = place()
  const { docker, ends } = here

  test('replicas come, drain and go under load, and no request is lost', async () => {
    const shop = await openShop(here)
    const { balancer, folder, port } = shop
    const [a] = shop.replicas
    const [b, c] = await Promise.all([replica('b', ends), replica('c', ends)])
    assert.ok(a)
    const serving = (...servers: Backend['servers']) => balancer.apply(shop.serving(...servers))
    const load = visitors(port, host, 8, ends)
    await until(() => (load.names.a ?? 0) > 20)
    for (let round = 1; round <= 5; round += 1) {
      assert.equal((await serving(a.server, b.server, c.server)).outcome, 'changed')
      const seen = load.names.c ?? 0
      await until(() => (load.names.c ?? 0) > seen + 10)
      await serving({ ...a.server, weight: 0 }, { ...c.server, disabled: true }, b.server)
      assert.equal(await balancer.drained('shop', a.server.id, { timeout: 5000 }), 0)
      assert.equal((await serving(b.server)).outcome, 'changed')
      await serving(a.server, b.server)
      await serving(a.server)
    }
    assert.deepEqual(await load.stop(), [])
    assert.equal((await processes(folder)).reloads, 0, 'all of it by runtime commands')
  })

  test('twenty reloads: open connections live on, no request is lost, who asks is answered', async () => {
    const { balancer, grown, port, servers: given } = await openShop(here)
    const id = given[0]?.id ?? ''
    const socket = await upgraded(port, host, ends)
    const load = visitors(port, host, 6, ends)
    let reloading = true
    const asking = (async () => {
      while (reloading) assert.ok((await balancer.drained('shop', id, { timeout: 0 })) > 0)
    })()
    asking.catch(() => {})
    for (let round = 1; round <= 20; round += 1) {
      assert.equal((await balancer.apply(grown(`other-${round}`))).outcome, 'reloaded')
      assert.equal(await socket.say(`message ${round}`), `message ${round}`)
    }
    reloading = false
    await asking
    assert.deepEqual(await load.stop(), [])
    const { servers } = await balancer.statistics()
    assert.equal(servers.find(({ backend }) => backend === 'shop')?.inFlight, 1, 'the old worker is counted')
    assert.equal(await balancer.drained('shop', id, { timeout: 0 }), 1)
    socket.close()
    assert.equal(await balancer.drained('shop', id, { timeout: 5000 }), 0)
  })

  test('what cannot be is refused, and changes nothing', async () => {
    const { balancer, config, folder, get, grown } = await openShop(here)
    const file = () => readFile(path.join(folder, 'haproxy.cfg'), 'utf8')
    const before = await file()
    const other = createServer()
    await new Promise<void>((resolve) => other.listen(0, '0.0.0.0', resolve))
    ends.add(() => other.close())
    const place = other.address()
    assert.ok(place && typeof place === 'object')

    const refusals: [BalancerConfig, RegExp][] = [
      [
        { ...config, published: [{ port: place.port, backend: 'shop' }] },
        /Port \d+ is in use by another program/,
      ],
      [
        { ...config, published: [{ port: await freePort(), address: '192.0.2.1', backend: 'shop' }] },
        /refused/,
      ],
      [{ ...config, routes: [{ host: 'a b\nbackend x', backend: 'shop' }] }, /host name "a b\\nbackend x"/],
      [{ ...config, routes: [{ host, backend: 'absent' }] }, /"absent"/],
    ]
    for (const [wanted, problem] of refusals) {
      const applied = await balancer.apply(wanted)
      assert.ok(applied.outcome === 'refused')
      assert.match(applied.problem, problem)
      assert.equal(await file(), before)
      assert.equal((await get(host)).status, 200)
    }
    const strict = connect({ folder, validate: async () => 'I do not like it.' })
    const applied = await strict.apply(grown())
    assert.deepEqual(applied, { outcome: 'refused', problem: 'I do not like it.' })
    assert.equal(await file(), before)
    const fine = await balancer.apply(grown())
    assert.equal(fine.outcome, 'reloaded', 'after all that it still takes a good one')
  })

  test('visitors of a host that nothing serves get an honest page', async () => {
    const dashboard = await replica('dashboard', ends)
    const { get, config, balancer } = await runBalancer(docker, ends, {
      dashboard: { hosts: ['localhost'], address: '127.0.0.1', port: dashboard.server.port },
      routes: [
        { host: 'new.localhost', page: 'starting' },
        { host: 'off.localhost', page: 'stopped' },
        { host, backend: 'shop' },
      ],
      backends: [backend('shop', [])],
    })
    const unknown = await get('<script>alert(1)</script>.localhost')
    assert.equal(unknown.status, 404)
    assert.match(unknown.body, /There is nothing here/)
    assert.doesNotMatch(unknown.body, /alert/)
    assert.match(String(unknown.headers['content-security-policy']), /default-src 'none'/)

    const starting = await get('new.localhost:8000')
    assert.deepEqual([starting.status, starting.headers['retry-after']], [503, '3'])
    assert.match(starting.body, /http-equiv="refresh"/)
    const spanish = await get('off.localhost', { headers: { 'accept-language': 'es-ES,es;q=0.9' } })
    assert.deepEqual([spanish.status, spanish.headers['retry-after']], [503, '60'])
    assert.match(spanish.body, /lang="es"[\s\S]*Apagada/)
    const broken = await get(host)
    assert.deepEqual([broken.status, broken.headers['retry-after']], [503, '10'])
    assert.match(broken.body, /nothing in it answers/)

    for (const name of ['localhost', 'LOCALHOST:8000', '127.0.0.1', '[::1]:8000']) {
      assert.equal(JSON.parse((await get(name)).body).name, 'dashboard', name)
    }
    const turned = await balancer.apply({ ...config, routes: [{ host: 'new.localhost', page: 'stopped' }] })
    assert.equal(turned.outcome, 'changed', 'hosts need no reload')
    assert.match((await get('new.localhost')).body, /Turned off/)
    assert.equal((await get(host)).status, 404)
  })

  test('what a visitor claims about itself does not reach the application', async () => {
    const { get } = await openShop(here)
    const claims = {
      'x-forwarded-for': '1.2.3.4',
      'x-forwarded-proto': 'https',
      forwarded: 'for=1.2.3.4',
      'x-real-ip': '1.2.3.4',
      'x-forwarded-user': 'root',
    }
    const { headers } = JSON.parse((await get(`${host}:8000`, { headers: claims })).body)
    assert.equal(headers['x-forwarded-for'], '127.0.0.1')
    assert.equal(headers['x-forwarded-proto'], 'http')
    assert.equal(headers['x-forwarded-host'], `${host}:8000`)
    assert.equal(headers.host, `${host}:8000`)
    for (const name of ['forwarded', 'x-real-ip', 'x-forwarded-user']) assert.equal(headers[name], undefined)
  })

  test('Socket.IO visitors stay with their replica, one that came later too, also after a reload; others are spread', async () => {
    const replicas = await Promise.all(['a', 'b', 'c'].map((name) => replica(name, ends)))
    const servers = replicas.map(({ server }) => server)
    const { get, balancer, serving } = await openShop(here, [])
    const wanted = serving(...servers)
    assert.equal((await balancer.apply(wanted)).outcome, 'changed')
    const first = await get(host, { path: '/socket.io/?EIO=4' })
    const cookie = first.headers['set-cookie']?.[0]?.split(';')[0] ?? ''
    assert.match(cookie, /^KEELSON=./)
    assert.equal(first.headers['cache-control'], 'private', 'nobody else is given the cookie')
    const ask = async (path: string) => JSON.parse((await get(host, { path, headers: { cookie } })).body)
    const names = async (path: string) =>
      new Set((await Promise.all(Array.from({ length: 9 }, () => ask(path)))).map(({ name }) => name))
    assert.deepEqual(await names('/socket.io/?EIO=4'), new Set([JSON.parse(first.body).name]))
    assert.equal((await names('/')).size, 3)
    assert.equal((await ask('/socket.io/')).headers.cookie, undefined, 'the cookie is ours alone')
    const { headers } = await get(host)
    assert.deepEqual([headers['set-cookie'], headers['cache-control']], [undefined, undefined])
    await balancer.apply({ ...wanted, backends: [...wanted.backends, backend('more', [])] })
    assert.deepEqual(await names('/socket.io/?EIO=4'), new Set([JSON.parse(first.body).name]))
  })

  test('a replica that dies is taken out; what can be asked again is', async () => {
    const { balancer, port, replicas } = await openShop(here, ['a', 'b'], { health: { path: '/' } })
    const load = visitors(port, host, 4, ends)
    await until(() => (load.names.a ?? 0) > 10)
    await replicas[0]?.stop()
    const stateOfA = async () =>
      (await balancer.statistics()).servers.find(({ server }) => server.startsWith('c-a'))?.state
    await until(async () => (await stateOfA()) === 'down')
    assert.deepEqual(await load.stop(), [])
  })

  test('a request that fails is told with what became of it, also by a worker of before a reload', async () => {
    const a = await replica('a', ends)
    const rude = createServer((socket) => socket.on('error', () => {}).once('data', () => socket.destroy()))
    await new Promise<void>((resolve) => rude.listen(0, '127.0.0.1', resolve))
    ends.add(() => rude.close())
    const place = rude.address()
    assert.ok(place && typeof place === 'object')
    const server = { id: 'rude00000000', address: '127.0.0.1', port: place.port }
    const { balancer, config, folder, get, port } = await runBalancer(docker, ends, {
      routes: [...route, { host: 'rude.localhost', backend: 'rude' }],
      backends: [backend('shop', [a.server]), backend('rude', [server])],
    })
    await upgraded(port, host, ends)
    const since = Date.now()
    assert.equal((await get(host)).status, 200)
    assert.equal((await get('rude.localhost', { method: 'POST', agent: false })).status, 502)

    await balancer.apply({ ...config, backends: [...config.backends, backend('more', [])] })

    const failures = await readFailures(folder)
    assert.equal(failures.length, 1, 'of what went well there is nothing')
    const [failure] = failures
    assert.ok(failure && failure.at >= since && failure.at <= Date.now(), `${failure?.at}`)
    assert.ok(failure.client.address === '127.0.0.1' && failure.client.port > 0, 'the visitor')
    assert.equal(
      describeFailure(failure),
      'rude/c-rude00000000 status 502, SH: the replica refused it or broke it off before the answer began',
    )
  })

  test('a new control plane finds what is running, also after a restart of the balancer', async () => {
    const [a, b] = await Promise.all(['a', 'b'].map((name) => replica(name, ends)))
    assert.ok(a && b)
    const published = await freePort()
    const { balancer, config, folder, get, restart } = await runBalancer(docker, ends, {})
    const wanted: BalancerConfig = {
      ...config,
      routes: route,
      published: [{ port: published, address: '127.0.0.1', backend: 'raw' }],
      backends: [backend('shop', [a.server]), backend('raw', [a.server], { kind: 'tcp' })],
    }
    assert.equal((await balancer.apply(wanted)).outcome, 'reloaded')
    const grown = {
      ...wanted,
      backends: [backend('shop', [a.server, b.server]), backend('raw', [a.server], { kind: 'tcp' })],
    }
    assert.equal((await balancer.apply(grown)).outcome, 'changed')
    assert.equal((await connect({ folder }).apply(grown)).outcome, 'nothing')
    await restart()
    assert.equal((await connect({ folder }).apply(grown)).outcome, 'nothing')

    for (let count = 0; count < 6; count += 1) assert.equal((await get(host)).status, 200)
    const { servers } = await balancer.statistics()
    const shop = servers.filter(({ backend }) => backend === 'shop')
    assert.deepEqual(
      shop.map(({ requests, statuses }) => [requests, statuses['2xx']]),
      [
        [3, 3],
        [3, 3],
      ],
    )
    assert.deepEqual(
      shop.map(({ address, state, weight }) => [address, state, weight]),
      [
        [`127.0.0.1:${a.server.port}`, 'up', 100],
        [`127.0.0.1:${b.server.port}`, 'up', 100],
      ],
    )
    assert.equal((await get(host, { path: '/?wait=200' })).status, 200)
    const timings = (await balancer.timings()).filter(({ backend }) => backend === 'shop')
    assert.equal(timings.length, 7)
    const slowest = Math.max(...timings.map(({ milliseconds }) => milliseconds))
    // HAProxy reads its clock once a turn: on a busy machine a wait begins a little late for it.
    assert.ok(slowest >= 150 && slowest < 5000, `${slowest} ms`)
    const socket = await upgraded(published, 'any.host', ends)
    assert.equal(await socket.say('by the fixed port'), 'by the fixed port')
  })

  test('a connection from before a reload reaches what came with it', async () => {
    const a = await replica('a', ends)
    const running = await runBalancer(docker, ends, {})
    const { balancer, config, port } = running
    const agent = new Agent({ keepAlive: true, maxSockets: 1 })
    ends.add(() => agent.destroy())
    const ask = () => get(port, host, { agent })
    assert.equal((await ask()).status, 404)
    const wanted = { ...config, routes: route, backends: [backend('shop', [a.server])] }
    assert.equal((await balancer.apply(wanted)).outcome, 'reloaded')
    assert.equal((await ask()).status, 200)
    assert.equal((await ask()).status, 200)
  })

  test('one that is not running says so', async () => {
    await assert.rejects(
      connect({ folder: '/nonexistent' }).statistics(),
      /The balancer does not answer at \/nonexistent/,
    )
  })
})
