import assert from 'node:assert/strict'
import { test } from 'node:test'
import { observed } from '../../test/observed.ts'
import { statistics } from '../../test/statistics.ts'
import { nothing } from './counters.ts'
import { overridden } from './overrides.ts'
import { Recent } from './recent.ts'
import { backed, viewBalancer } from './view.ts'

test('a backend’s name says what it is of, also where a service’s name holds underscores', () => {
  assert.deepEqual(backed('shop_production_my_api_8080'), {
    project: 'shop',
    environment: 'production',
    service: 'my_api',
    port: 8080,
    kind: 'http',
  })
  assert.equal(backed('shop_v2_db_5432_tcp')?.kind, 'tcp')
  for (const own of ['dashboard', 'page-starting', 'successor', 'unlisted'])
    assert.equal(backed(own), undefined)
})

test('what was set by hand wins over the usual share, not over a replica’s leaving', () => {
  const server = (id: string, more = {}) => ({ id, address: '10.0.0.1', port: 80, ...more })
  const backends = [
    {
      name: 'shop_production_web_80',
      kind: 'http' as const,
      servers: [server('a'), server('b'), server('c', { weight: 0 }), server('d')],
    },
  ]
  const overrides = new Map([
    ['a', { state: 'drain' as const, weight: 100 }],
    ['b', { state: 'disabled' as const, weight: 50 }],
    ['c', { state: 'enabled' as const, weight: 200 }],
    ['gone', { state: 'drain' as const, weight: 100 }],
  ])
  assert.deepEqual(
    overridden(backends, overrides)[0]?.servers.map(({ id, weight, disabled }) => [id, weight, disabled]),
    [
      ['a', 0, false],
      ['b', 50, true],
      ['c', 0, undefined],
      ['d', undefined, undefined],
    ],
  )
})

test('replicas are seen with what goes through them; one that leaves counts down, one that cannot serve is there too', () => {
  const container = (id: string, name: string) =>
    observed({ id: id.repeat(64), name, addresses: { a: '10.0.0.1' } })
  const seen = (server: string, state: 'up' | 'disabled') => {
    const recent = new Recent()
    recent.count(1000, 1000, { ...nothing(), requests: state === 'up' ? 10 : 0 })
    recent.timed(1000, state === 'up' ? [4, 8] : [])
    return {
      statistics: statistics({ server, state, inFlight: 2 }),
      recent,
      total: nothing(),
      changes: [{ at: 0, state, text: '' }],
    }
  }
  const backend = 'shop_production_web_80'
  const { services } = viewBalancer({
    config: {
      routes: [],
      published: [],
      backends: [
        { name: backend, kind: 'http', servers: [{ id: 'a'.repeat(64), address: '10.0.0.1', port: 80 }] },
      ],
    },
    hosts: new Map([[backend, ['shop.example.org', 'shop.localhost', 'web--shop.localhost']]]),
    seen: {
      at: 1000,
      away: null,
      servers: new Map([
        [`${backend}/c-${'a'.repeat(12)}`, seen(`c-${'a'.repeat(12)}`, 'up')],
        [`${backend}/c-${'b'.repeat(12)}`, seen(`c-${'b'.repeat(12)}`, 'disabled')],
      ]),
      services: new Map(),
    },
    containers: [container('c', 'web-3'), container('b', 'web-2'), container('a', 'web-1')],
    composeProjects: new Map([['shop/production', 'shop-production']]),
    overrides: new Map(),
    leavingUntil: (id) => (id.startsWith('b') ? new Date(9000) : undefined),
    installation: { domain: 'localhost', port: 8000, secure: false },
    ownUrls: new Map([['shop.example.org', 'https://shop.example.org']]),
  })
  assert.deepEqual(services[0]?.urls, [
    'https://shop.example.org',
    'http://shop.localhost:8000',
    'http://web--shop.localhost:8000',
  ])
  assert.deepEqual(
    services[0]?.replicas.map(({ name, state, traffic, drainsUntil }) => [
      name,
      state,
      traffic.requests,
      traffic.latency?.p95 ?? null,
      drainsUntil,
    ]),
    [
      ['web-1', 'up', 10, 8, null],
      ['web-2', 'drain', 0, null, '1970-01-01T00:00:09.000Z'],
      ['web-3', 'out', 0, null, null],
    ],
  )
})
