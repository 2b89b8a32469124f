import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { test } from 'node:test'
import fc from 'fast-check'
import { BalancerConfigError } from './check-config.ts'
import type { BalancerConfig } from './config.ts'
import { renderMaps } from './maps.ts'
import { render, structureOf } from './render.ts'

const shop: BalancerConfig = {
  http: { port: 8000, addresses: ['*', '::1'] },
  dashboard: { hosts: ['localhost', 'keelson.example.org'], address: '127.0.0.1', port: 8001 },
  cookieKey: 'a-key-of-this-installation',
  https: { port: 443 },
  routes: [
    { host: 'shop.localhost', backend: 'shop-production.web.80', redirect: true, hsts: 86400 },
    { host: 'new--shop.localhost', page: 'starting' },
  ],
  published: [
    { port: 5432, backend: 'shop-production.db.5432' },
    { port: 5000, address: '127.0.0.1', backend: 'shop-production.web.80' },
  ],
  backends: [
    {
      name: 'shop-production.web.80',
      kind: 'http',
      sticky: 'always',
      health: { path: '/healthz', host: 'shop.localhost' },
      access: {
        users: [{ name: 'ada', hash: `$6$rounds=1000$salt$${'x'.repeat(86)}` }],
        limit: { requests: 50, seconds: 10 },
      },
      servers: [
        { id: '0123456789abcdef', address: '172.20.0.2', port: 80 },
        { id: 'fedcba9876543210', address: 'fd00::2', port: 80, weight: 0 },
        { id: '00ffee00ffee00ff', address: '172.20.0.3', port: 80, disabled: true },
      ],
    },
    { name: 'shop-production.db.5432', kind: 'tcp', servers: [] },
  ],
}
const web = shop.backends[0]
assert.ok(web)
const pem = '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n'
const hash = `$6$rounds=1000$salt$${'x'.repeat(86)}`

test('a shop with a database, as a whole file', () => {
  const expected = readFileSync(path.join(import.meta.dirname, '../test/cases/shop.cfg'), 'utf8')
  assert.equal(render(shop), expected)
})

test('host names, one a line', () => {
  assert.equal(
    renderMaps(shop)['hosts.map'],
    'balancer.invalid health\nlocalhost dashboard\nkeelson.example.org dashboard\n' +
      'shop.localhost shop-production.web.80\nnew--shop.localhost page-starting\n',
  )
})

test('servers, hosts, certificates and lists of networks are no part of the structure, all else is', () => {
  const structure = structureOf(shop)
  assert.equal(
    structureOf({
      ...shop,
      routes: [],
      certificates: [{ id: 'one', names: ['shop.localhost'], pem }],
      challenges: [{ token: 'a', answer: 'a.b' }],
      networkLists: [{ name: 'office', networks: ['10.0.0.0/8'] }],
      backends: shop.backends.map((item) => ({ ...item, servers: [] })),
    }),
    structure,
  )
  const others: BalancerConfig[] = [
    { ...shop, http: { port: 8080 } },
    { ...shop, published: [] },
    { ...shop, https: { port: 8443 } },
    { ...shop, backends: shop.backends.map((item) => ({ ...item, access: {} })) },
    { ...shop, cookieKey: 'another-key' },
    { ...shop, drainSeconds: 10 },
    { ...shop, backends: [...shop.backends, { name: 'more', kind: 'http', servers: [] }] },
    { ...shop, backends: shop.backends.map((item) => ({ ...item, sticky: 'never' as const })) },
  ]
  assert.equal(new Set([structure, ...others.map(structureOf)]).size, others.length + 1)
})

test('no value can add a line or a word', () => {
  const places: ((value: string) => BalancerConfig)[] = [
    (value) => ({ ...shop, routes: [{ host: value, page: 'stopped' }] }),
    (value) => ({ ...shop, cookieKey: value }),
    (value) => ({ ...shop, certificates: [{ id: value, names: ['a.b'], pem }] }),
    (value) => ({ ...shop, certificates: [{ id: 'a', names: [value], pem }] }),
    (value) => ({ ...shop, certificates: [{ id: 'a', names: ['a.b'], pem: value }] }),
    (value) => ({ ...shop, challenges: [{ token: value, answer: 'a' }] }),
    (value) => ({ ...shop, challenges: [{ token: 'a', answer: value }] }),
    (value) => ({ ...shop, networkLists: [{ name: value, networks: [] }] }),
    (value) => ({ ...shop, networkLists: [{ name: 'a', networks: [value] }] }),
    (value) => ({ ...shop, routes: [{ host: 'a.b', page: 'stopped', allow: value }] }),
    (value) => ({ ...shop, backends: [{ ...web, access: { users: [{ name: value, hash }] } }] }),
    (value) => ({ ...shop, backends: [{ ...web, access: { users: [{ name: 'a', hash: value }] } }] }),
    (value) => ({ ...shop, dashboard: { ...shop.dashboard, address: value } }),
    (value) => ({ ...shop, http: { port: 80, addresses: [value] } }),
    (value) => ({ ...shop, backends: [...shop.backends, { name: value, kind: 'http', servers: [] }] }),
    (value) => ({ ...shop, backends: [{ ...web, health: { path: value } }, ...shop.backends.slice(1)] }),
    (value) => ({
      ...shop,
      backends: [{ ...web, servers: [{ id: value, address: '::1', port: 1 }] }, ...shop.backends.slice(1)],
    }),
  ]
  const hostile = fc.oneof(
    fc.constantFrom('a b', 'a\nb', 'a\rb', "a'b", 'a"b', 'a#b', 'a\\b', 'a{b', '', 'ä'),
    fc.string().filter((text) => /[\s"'#\\{}$]/.test(text.replaceAll('$', ''))),
  )
  fc.assert(
    fc.property(fc.constantFrom(...places), hostile, (place, value) => {
      assert.throws(() => render(place(value)), BalancerConfigError)
    }),
  )
})

test('what does not fit together is refused', () => {
  const wrong: Partial<BalancerConfig>[] = [
    { routes: [{ host: 'a.localhost', backend: 'shop-production.db.5432' }] },
    { routes: [{ host: 'localhost', page: 'stopped' }] },
    { published: [{ port: 8000, backend: web.name }] },
    { published: [{ port: 0, backend: web.name }] },
    { https: { port: 8000 } },
    { routes: [{ host: 'a.localhost', page: 'stopped', maintenance: 'no-such-list' }] },
    { backends: [{ ...web, access: { limit: { requests: 0, seconds: 1 } } }] },
    { backends: [...shop.backends, { name: 'more', kind: 'tcp', servers: [], access: {} }] },
    { backends: [...shop.backends, web] },
    { backends: [...shop.backends, { name: 'dashboard', kind: 'http', servers: [] }] },
  ]
  for (const part of wrong)
    assert.throws(() => render({ ...shop, ...part }), BalancerConfigError, JSON.stringify(part))
})
