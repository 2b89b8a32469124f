import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { configHash, isHashOf, networkHash, type Service, volumeHash } from '@keelson/compose'

const sha = (text: string) => createHash('sha256').update(text).digest('hex')
const service: Service = { image: 'db', command: null, entrypoint: null, networks: { n: null } }

test('a network is hashed as the reference writes it: set fields in order, ipam always', () => {
  assert.equal(networkHash({ name: 'demo_default', ipam: {} }), sha('{"name":"demo_default","ipam":{}}'))
  const labels = { b: '<&>', a: '1' }
  assert.equal(
    networkHash({
      labels,
      ipam: { config: [{ gateway: 'g', subnet: 's' }] },
      internal: true,
      driver: 'd',
      name: 'n',
    }),
    sha(
      '{"name":"n","driver":"d","ipam":{"config":[{"subnet":"s","gateway":"g"}]},"internal":true,"labels":{"a":"1","b":"\\u003c\\u0026\\u003e"}}',
    ),
  )
})

test('a volume is hashed with its driver, which is local when unset', () => {
  assert.equal(volumeHash({ name: 'demo_data' }), sha('{"name":"demo_data","driver":"local"}'))
})

test('a service is hashed as the reference does', () => {
  // What docker compose 2.40.3 prints for this service with `config --hash`.
  assert.equal(configHash(service), '978d1cebb06dddf92e5eb3ddd5607dfe7187f365f0d98d3cfccc9e15a1959a7f')
})

test('what does not change a container does not change the hash; the order of keys neither', () => {
  const more: Service = {
    profiles: ['p'],
    depends_on: { a: { required: true } },
    scale: 3,
    pull_policy: 'always',
    build: { context: '/x' },
    networks: { n: null },
    entrypoint: null,
    command: null,
    image: 'db',
    'x-own': 1,
  }
  assert.equal(configHash(more), configHash(service))
  assert.notEqual(configHash({ ...service, user: 'u' }), configHash(service))
})

test('what docker compose 2 made with a bind mount is known again', () => {
  // Printed by docker compose 2.40.3 with `config --hash` for /a:/b, and for the same with create_host_path: false.
  const made = 'd542f9ba6cc5a4c679d078e101b3665700cef4cfc568b2481951a074cfd11b95'
  const notMade = 'cfadc39413cf7ea8a599c8111dc14edeae55960a47a2fb8291fc12230288ddda'
  const bound = (bind: { create_host_path?: false }): Service => ({
    ...service,
    volumes: [{ type: 'bind', source: '/a', target: '/b', bind }],
  })
  assert.ok(isHashOf(made, bound({})))
  assert.ok(isHashOf(notMade, bound({ create_host_path: false })))
  assert.ok(!isHashOf(made, bound({ create_host_path: false })))
  assert.ok(!isHashOf(made, { ...bound({}), user: 'u' }))
})
