import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { upgraded } from '../test/running.ts'
import { host, openShop, place } from '../test/shop.ts'
import { processes } from './master.ts'

/** "sesame", as crypt(3) hashes it. */
const hash =
  '$6$rounds=1000$keelson$ydDr.8U1A3n/FXl4GUozfGWuo/qQbgB87x5VaWWWEsWYb9Rv2gCkqaKt9o9GOX/VgAM1bXp6eli0VKpknG0Uu0'
const basic = (name: string, password: string) => ({
  authorization: `Basic ${Buffer.from(`${name}:${password}`).toString('base64')}`,
})

describe('access rules on a real HAProxy', { concurrency: true }, () => {
  const here = place()

  test('name and password: asked for, checked, and kept from the application', async () => {
    const { get } = await openShop(here, ['a'], { access: { users: [{ name: 'ada', hash }] } })
    const asked = await get(host)
    assert.equal(asked.status, 401)
    assert.match(String(asked.headers['www-authenticate']), /^Basic realm="?Keelson/)
    assert.match(asked.body, /Name and password, please[\s\S]*Nombre y contraseña/)
    assert.equal((await get(host, { headers: basic('ada', 'wrong') })).status, 401)
    assert.equal((await get(host, { headers: basic('eve', 'sesame') })).status, 401)
    const welcome = await get(host, { headers: basic('ada', 'sesame') })
    assert.equal(welcome.status, 200)
    const { headers } = JSON.parse(welcome.body)
    assert.deepEqual([headers['x-forwarded-user'], headers.authorization], ['ada', undefined])
  })

  test('networks and maintenance: closed and opened without a new worker, open connections go on', async () => {
    const { balancer, config, folder, get, port } = await openShop(here)
    const socket = await upgraded(port, host, here.ends)
    const rule = async (route: { allow?: string; maintenance?: string }, ...networks: string[]) => {
      const networkLists = [{ name: 'some', networks }]
      const routes = [{ host, backend: 'shop', ...route }]
      assert.equal((await balancer.apply({ ...config, networkLists, routes })).outcome, 'changed')
      return get(host, { headers: { 'accept-language': 'es' } })
    }
    const forbidden = await rule({ allow: 'some' }, '10.0.0.0/8', '192.0.2.7')
    assert.equal(forbidden.status, 403)
    assert.match(forbidden.body, /lang="es"[\s\S]*Desde aquí no/)
    assert.equal((await rule({ allow: 'some' }, '10.0.0.0/8', '127.0.0.0/8')).status, 200)

    const closed = await rule({ maintenance: 'some' })
    assert.deepEqual([closed.status, closed.headers['retry-after']], [503, '120'])
    assert.match(closed.body, /Volvemos enseguida/)
    assert.equal((await rule({ maintenance: 'some' }, '127.0.0.1')).status, 200, 'the team still gets in')
    assert.equal(await socket.say('still here'), 'still here')
    assert.equal((await rule({})).status, 200)
    assert.equal((await processes(folder)).reloads, 0)
  })

  test('so many requests and no more from one address, however they come', async () => {
    const { get } = await openShop(here, ['a'], { access: { limit: { requests: 5, seconds: 3600 } } })
    const statuses: number[] = []
    for (let count = 0; count < 6; count += 1) statuses.push((await get(host)).status)
    assert.deepEqual(statuses, [200, 200, 200, 200, 200, 429])
    const limited = await get(host, { headers: { 'x-forwarded-for': '10.1.2.3' } })
    assert.deepEqual([limited.status, limited.headers['retry-after']], [429, '3600'])
    assert.match(limited.body, /Too many requests/)
  })
})
