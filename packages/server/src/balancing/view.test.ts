import assert from 'node:assert/strict'
import { test } from 'node:test'
import { overridden } from './overrides.ts'
import { backed } from './view.ts'

test('a backend’s name says what it is of, also where a service’s name holds underscores', () => {
  assert.deepEqual(backed('shop_production_my_api_8080'), {
    project: 'shop',
    environment: 'production',
    service: 'my_api',
    port: 8080,
    kind: 'http',
  })
  assert.equal(backed('shop_v2_db_5432_tcp')?.kind, 'tcp')
  for (const own of ['dashboard', 'page-unknown', 'successor']) assert.equal(backed(own), undefined)
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
