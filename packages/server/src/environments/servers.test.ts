import assert from 'node:assert/strict'
import { test } from 'node:test'
import { observed } from '../../test/observed.ts'
import type { Observed } from './observed.ts'
import { serversOf } from './servers.ts'
import { openTraffic, type TrafficPicture } from './traffic.ts'

const replica = (id: string, version: number, more: Partial<Observed> = {}): Observed =>
  observed({
    id,
    name: `shop-production-web-${id}`,
    addresses: { a: `172.18.0.${id}` },
    labels: { 'io.keelson.version': String(version) },
    ...more,
  })
const outline = {
  services: [],
  routes: [{ service: 'web', port: 4000, main: true, sticky: false, health: null }],
  ports: [{ service: 'web', host: 8080, container: 5000, address: null }],
}
const target = { service: 'web', port: 3000, published: undefined, next: undefined }
const shown = (servers: ReturnType<typeof serversOf>) =>
  servers.map(({ address, port, weight, disabled }) =>
    [`${address}:${port}`, weight, disabled && 'leaving'].filter((part) => part !== undefined).join(' '),
  )
const traffic = (held: string[], leaving: string[]): TrafficPicture => ({
  isHeld: (id) => held.includes(id),
  leavingUntil: (id) => (leaving.includes(id) ? new Date() : undefined),
})

test('while one version takes over from another, each replica is reached on its own port', () => {
  const both = [replica('2', 1), replica('3', 2)]
  const next = { version: 2, outline }
  assert.deepEqual(shown(serversOf(both, { ...target, next }, openTraffic)), [
    '172.18.0.2:3000',
    '172.18.0.3:4000',
  ])
  assert.deepEqual(shown(serversOf(both, { ...target, published: 8080, next }, openTraffic)), [
    '172.18.0.2:3000',
    '172.18.0.3:5000',
  ])
})

test('one that has not been seen to serve gets nothing; one that leaves gets nothing new', () => {
  const all = [replica('2', 1), replica('3', 2), replica('4', 2, { health: 'starting' })]
  assert.deepEqual(shown(serversOf(all, target, traffic(['3'], ['2']))), ['172.18.0.2:3000 leaving'])
})

test('a canary gets its share by weight, and those that leave do not count', () => {
  const all = [replica('2', 1), replica('3', 1), replica('4', 2)]
  const next = { version: 2, outline, percent: 50 }
  assert.deepEqual(shown(serversOf(all, { ...target, next }, openTraffic)), [
    '172.18.0.2:3000 128',
    '172.18.0.3:3000 128',
    '172.18.0.4:4000 256',
  ])
  assert.deepEqual(shown(serversOf(all, { ...target, next }, traffic([], ['2']))), [
    '172.18.0.2:3000 256 leaving',
    '172.18.0.3:3000 256',
    '172.18.0.4:4000 256',
  ])
})
