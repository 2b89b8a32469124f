import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type BalancerConfig, render } from '@keelson/balancer'
import { observed } from '../../test/observed.ts'
import { balancerRoutes, emptied, type Routable } from './balancer-config.ts'
import { hostName, urlOf } from './hosts.ts'
import type { Observed } from './observed.ts'
import { environmentState, serviceState } from './status.ts'

test('host names: production is plain, previews and services stand before it', () => {
  assert.equal(hostName('localhost', 'shop', 'production'), 'shop.localhost')
  assert.equal(hostName('localhost', 'shop', 'production', 'api'), 'api--shop.localhost')
  assert.equal(hostName('localhost', 'shop', 'v2'), 'v2--shop.localhost')
  assert.equal(hostName('example.org', 'shop', 'v2', 'My_Api.x'), 'my-api-x--v2--shop.example.org')
  const long = hostName('localhost', 'p'.repeat(30), 'e'.repeat(20), 's'.repeat(60))
  assert.equal(long.split('.')[0]?.length, 63)
  assert.equal(urlOf({ secure: false, port: 8000 }, 'shop.localhost'), 'http://shop.localhost:8000')
  assert.equal(urlOf({ secure: true, port: 443 }, 'shop.example.org'), 'https://shop.example.org')
})

const shop: Routable = {
  project: 'shop',
  name: 'production',
  composeProject: 'shop-production',
  outline: {
    services: [{ name: 'web', image: 'x', replicas: 1 }],
    routes: [{ service: 'web', port: 3000, main: true, sticky: false, health: '/health' }],
    ports: [],
  },
  on: true,
  busy: false,
  ports: [{ service: 'web', host: 8080, container: 3000, address: '127.0.0.1' }],
}
const installation = { domain: 'localhost', port: 8000, secure: false }
const routed = (environment: Partial<Routable>, ...containers: Partial<Observed>[]) =>
  balancerRoutes([{ ...shop, ...environment }], () => containers.map(observed), installation)
const led = (config: Pick<BalancerConfig, 'routes'>) =>
  config.routes.map((route) => `${route.host} → ${'page' in route ? route.page : route.backend}`)

test('hosts and ports lead to the replicas that can serve', () => {
  const config = routed(
    {},
    {},
    { id: 'f'.repeat(12), health: 'starting' },
    { id: 'e'.repeat(12), oneOff: true },
  )
  assert.deepEqual(led(config), [
    'shop.localhost → shop_production_web_3000',
    'web--shop.localhost → shop_production_web_3000',
  ])
  assert.deepEqual(config.published, [
    { port: 8080, backend: 'shop_production_web_3000_tcp', address: '127.0.0.1' },
  ])
  assert.deepEqual(
    config.backends.map(
      ({ name, servers }) => `${name} ${servers.map((one) => `${one.address}:${one.port}`)}`,
    ),
    ['shop_production_web_3000 172.18.0.2:3000', 'shop_production_web_3000_tcp 172.18.0.2:3000'],
  )
})

test('a fixed port that speaks http is led as the host name is', () => {
  const port = { service: 'web', host: 8080, container: 3000, address: null, http: true }
  const { published, backends } = routed({ ports: [port] }, {})
  assert.deepEqual(published, [{ port: 8080, backend: 'shop_production_web_3000' }])
  assert.deepEqual(
    backends.map(({ kind, sticky, health }) => ({ kind, sticky, health })),
    [{ kind: 'http', sticky: 'socket.io', health: { path: '/health' } }],
  )
})

test('a visitor is told what is the matter: starting, stopped, broken', () => {
  const page = (environment: Partial<Routable>, ...containers: Partial<Observed>[]) =>
    led(routed(environment, ...containers))[0]
  assert.equal(page({}, { health: 'starting' }), 'shop.localhost → starting')
  assert.equal(page({ on: false }), 'shop.localhost → stopped')
  assert.equal(page({ on: false, busy: true }), 'shop.localhost → starting')
  assert.equal(page({ on: true }, { state: 'exited' }), 'shop.localhost → broken')
  assert.equal(page({ on: false, outline: null, busy: true }), 'shop.localhost → starting')
  assert.equal(page({ on: false, outline: null }), undefined, 'never on: nobody knows the host')
  assert.deepEqual(
    routed({}, { state: 'exited' }).hosts.get('shop_production_web_3000'),
    ['shop.localhost', 'web--shop.localhost'],
    'and yet it is known what they lead to',
  )
})

test('turning off changes no structure; dropping empties what goes before it goes', () => {
  const frame = {
    http: { port: 8000 },
    dashboard: { hosts: ['localhost'], address: '127.0.0.1', port: 9 },
    cookieKey: 'x'.repeat(32),
  }
  const structure = (config: Pick<BalancerConfig, 'routes' | 'published' | 'backends'>) =>
    /description (\S+)/.exec(render({ ...frame, ...config }))?.[1]
  const on = routed({ ports: [] }, {})
  const off = routed({ ports: [], on: false })
  assert.equal(structure(on), structure(off))

  const before = { ...frame, ...routed({}, {}) }
  const between = emptied(before, { ...frame, ...off })
  assert.ok(between)
  assert.equal(structure(between), structure(before))
  assert.deepEqual(
    between.backends.flatMap(({ servers }) => servers),
    [],
  )
  assert.equal(emptied(before, { ...frame, ...routed({}) }), undefined, 'nothing is dropped')
})

test('what a service is follows from its containers', () => {
  const states = (wanted: number, on: boolean, ...containers: Partial<Observed>[]) =>
    serviceState(wanted, containers.map(observed), on)
  assert.equal(states(1, false), 'off')
  assert.equal(states(1, true), 'degraded')
  assert.equal(states(1, true, {}), 'running')
  assert.equal(states(2, true, {}), 'degraded')
  assert.equal(states(1, true, { health: 'starting' }), 'starting')
  assert.equal(states(1, true, { health: 'unhealthy' }), 'degraded')
  assert.equal(states(1, true, { state: 'exited', exitCode: 0 }), 'completed')
  assert.equal(states(1, true, { state: 'exited', exitCode: 1 }), 'failed')
})

test('an environment is what its worst service is', () => {
  const on = { version: 1, failed: false }
  assert.equal(environmentState(on, false, ['running', 'completed']), 'on')
  assert.equal(environmentState(on, false, ['running', 'failed']), 'degraded')
  assert.equal(environmentState(on, true, ['running']), 'deploying')
  assert.equal(environmentState({ version: null, failed: true }, false, []), 'failed')
  assert.equal(environmentState({ version: null, failed: false }, false, []), 'off')
})
