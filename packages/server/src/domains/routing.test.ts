import assert from 'node:assert/strict'
import { test } from 'node:test'
import { certificate, domainRow } from '../../test/domains.ts'
import type { StoredRule } from '../access-rules/store.ts'
import { balancerRoutes, type Routable } from '../environments/balancer-config.ts'
import { rulesOfEnvironment } from './routing.ts'

const now = new Date('2026-06-01')
const projectId = 'p1'
const rule = (more: Partial<StoredRule> = {}): StoredRule => ({
  projectId,
  environment: 'production',
  service: 'web',
  users: [{ name: 'ada', hash: '$6$x' }],
  networks: ['10.0.0.0/8'],
  limit: { requests: 5, seconds: 1 },
  ...more,
})

const shop: Routable = {
  project: 'shop',
  name: 'production',
  composeProject: 'shop-production',
  outline: {
    services: [
      { name: 'web', image: 'x', replicas: 1 },
      { name: 'api', image: 'x', replicas: 1 },
    ],
    routes: [
      { service: 'web', port: 3000, main: true, sticky: false, health: null },
      { service: 'api', port: 4000, main: false, sticky: false, health: null },
    ],
    ports: [],
  },
  on: true,
  busy: false,
  ports: [],
}

/** The routes of the shop under these rules, nothing of it running, as lines. */
function routed(given: Partial<Parameters<typeof rulesOfEnvironment>[0]>, more: Partial<Routable> = {}) {
  const all = { domains: [], rules: [], maintenance: [], challenges: [], certificates: [], ...given }
  const at = { projectId, environment: more.name ?? 'production', services: ['web', 'api'] }
  return balancerRoutes([{ ...shop, ...rulesOfEnvironment(all, at, now), ...more }], () => [], {
    domain: 'localhost',
    port: 8000,
    secure: false,
  })
}

test('a domain leads to its service, also to one that is not the main one, and before its first version', () => {
  const domains = [
    domainRow('shop.test'),
    domainRow('api.shop.test', { service: 'api' }),
    domainRow('x.test', { service: 'gone' }),
  ]
  const pages = (more: Partial<Routable>) =>
    routed({ domains }, more).routes.map((route) => `${route.host} ${'page' in route && route.page}`)
  assert.deepEqual(pages({}).slice(0, 3), ['shop.test broken', 'api.shop.test broken', 'x.test broken'])
  assert.deepEqual(pages({ outline: null }), ['shop.test stopped', 'api.shop.test stopped', 'x.test stopped'])
})

test('only who would find a certificate there is sent to https', () => {
  const domains = [
    domainRow('a.test'),
    domainRow('b.test'),
    domainRow('c.test', { redirect: false }),
    domainRow('d.test'),
  ]
  const certificates = [certificate('a.test'), certificate('c.test'), certificate('d.test', '2026-05-01')]
  const sent = routed({ domains, certificates }).routes.filter(({ redirect }) => redirect)
  assert.deepEqual(
    sent.map(({ host }) => host),
    ['a.test'],
  )
})

test('a rule holds for every host of its service, whatever the host is, and for no other', () => {
  const config = routed({ domains: [domainRow('shop.test')], rules: [rule()] })
  assert.deepEqual(
    config.routes.map(({ host, allow }) => `${host} ${allow}`),
    [
      'shop.test shop_production_web',
      'shop.localhost shop_production_web',
      'web--shop.localhost shop_production_web',
      'api--shop.localhost undefined',
    ],
  )
  assert.deepEqual(config.networkLists, [{ name: 'shop_production_web', networks: ['10.0.0.0/8'] }])
  assert.deepEqual(
    config.backends.map(({ name, access }) => [name, access]),
    [
      ['shop_production_web_3000', { users: rule().users, limit: rule().limit }],
      ['shop_production_api_4000', undefined],
    ],
  )
})

test('a preview obeys the rule of production until it has one of its own', () => {
  const list = (rules: StoredRule[]) => routed({ rules }, { name: 'v2' }).networkLists
  assert.deepEqual(list([rule()]), [{ name: 'shop_v2_web', networks: ['10.0.0.0/8'] }])
  assert.deepEqual(list([rule(), rule({ environment: 'v2', networks: [] })]), [])
})

test('maintenance closes every host of the environment, but for the networks that are named', () => {
  const maintenance = [{ projectId, environment: 'production', networks: ['192.0.2.1'], since: now }]
  const { routes, networkLists } = routed({ domains: [domainRow('shop.test')], maintenance })
  assert.deepEqual(new Set(routes.map((route) => route.maintenance)), new Set(['shop_production']))
  assert.deepEqual(networkLists, [{ name: 'shop_production', networks: ['192.0.2.1'] }])
  assert.deepEqual(routed({ maintenance }, { name: 'v2' }).networkLists, [], 'another environment is open')
})
