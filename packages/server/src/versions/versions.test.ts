import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Project, Service } from '@keelson/compose'
import { pinImages, placeModel } from './model.ts'
import { outlineOf } from './outline.ts'

const base = { command: null, entrypoint: null }
const project = (services: Record<string, Partial<Service>>, more: Partial<Project> = {}): Project => ({
  name: 'shop-production',
  services: Object.fromEntries(
    Object.entries(services).map(([name, service]) => [name, { ...base, ...service }]),
  ),
  ...more,
})
const published = (target: number, host?: string, more = {}) => ({
  mode: 'ingress',
  target,
  protocol: 'tcp',
  ...(host && { published: host }),
  ...more,
})

test('the main service is the one that asks, else the lowest published port, else the only exposed one', () => {
  const main = (model: Project) =>
    outlineOf(model).routes.map(({ service, port, main }) => `${service}:${port}${main ? ' main' : ''}`)
  assert.deepEqual(
    main(project({ api: { ports: [published(90, '8081')] }, web: { ports: [published(80, '8080')] } })),
    ['api:90', 'web:80 main'],
  )
  assert.deepEqual(
    main(
      project({
        api: { ports: [published(90, '80')] },
        web: { ports: [published(70, '9000')], 'x-keelson': { route: { port: 71 } } },
      }),
    ),
    ['api:90', 'web:71 main'],
  )
  const asking = (port: string, more = {}) => ({
    ports: [published(80, port)],
    'x-keelson': { route: { port: 80, ...more } },
  })
  assert.deepEqual(main(project({ result: asking('5001'), vote: asking('5000') })), [
    'result:80',
    'vote:80 main',
  ])
  assert.deepEqual(main(project({ api: asking('5050'), page: asking('8080', { main: true }) })), [
    'api:80',
    'page:80 main',
  ])
  assert.deepEqual(main(project({ web: { expose: ['3000'] }, db: {} })), ['web:3000 main'])
  assert.deepEqual(
    main(project({ web: { expose: ['3000'] }, db: { expose: ['5432'] } })),
    [],
    'nobody can tell which',
  )
  assert.deepEqual(main(project({ dns: { ports: [published(53, '53', { protocol: 'udp' })] } })), [])
})

test('fixed ports keep their address; ports without a number, ranges of udp and host mode are none', () => {
  const { ports } = outlineOf(
    project({
      web: {
        ports: [
          published(80, '8080', { host_ip: '127.0.0.1' }),
          published(81),
          published(53, '53', { protocol: 'udp' }),
          published(82, '82', { mode: 'host' }),
          published(83, '83', { host_ip: 'not an address' }),
        ],
      },
    }),
  )
  assert.deepEqual(ports, [{ service: 'web', host: 8080, container: 80, address: '127.0.0.1' }])
})

test('a fixed port is known to speak http when a route names it, or it says so itself', () => {
  const { ports } = outlineOf(
    project({
      web: {
        ports: [
          published(80, '8080'),
          published(81, '8081'),
          published(82, '8082', { app_protocol: 'http' }),
          published(80, '8083', { app_protocol: 'tls' }),
        ],
        'x-keelson': { route: { port: 80 } },
      },
      db: { ports: [published(5432, '5432')], 'x-keelson': { route: { main: true } } },
    }),
  )
  assert.deepEqual(
    ports.filter(({ http }) => http).map(({ host }) => host),
    [8080, 8082],
  )
})

test('a health path that would break out of the balancer’s file is as if absent', () => {
  const health = (path: string) =>
    outlineOf(project({ web: { 'x-keelson': { route: { port: 80, health: path } } } })).routes[0]?.health ??
    null
  assert.equal(health('/health?full=1'), '/health?full=1')
  assert.equal(health('/x\n  server evil 1.2.3.4'), null)
})

const model = project(
  {
    web: {
      container_name: 'the-web',
      ports: [published(80, '8080'), published(53, '53', { protocol: 'udp' })],
      networks: { default: null },
    },
  },
  {
    networks: { default: { name: 'shop-production_default', ipam: {} }, named: { name: 'fixed', ipam: {} } },
    volumes: {
      data: { name: 'shop-production_data' },
      named: { name: 'precious' },
      theirs: { name: 'theirs', external: true },
    },
  },
)

test('in production explicit names stay, and TCP ports are the balancer’s', () => {
  const placed = placeModel(model, { composeProject: 'shop-production', preview: false })
  assert.deepEqual(
    placed.services.web?.ports?.map(({ target }) => target),
    [53],
  )
  assert.equal(placed.services.web?.container_name, 'the-web')
  assert.deepEqual(
    Object.values(placed.volumes ?? {}).map(({ name }) => name),
    ['shop-production_data', 'precious', 'theirs'],
  )
})

test('a preview shares no name with production, and its services still find each other', () => {
  const placed = placeModel(model, { composeProject: 'shop-v2', preview: true })
  assert.equal(placed.name, 'shop-v2')
  assert.deepEqual(
    Object.values(placed.networks ?? {}).map(({ name }) => name),
    ['shop-v2_default', 'shop-v2_named'],
  )
  assert.deepEqual(
    Object.values(placed.volumes ?? {}).map(({ name }) => name),
    ['shop-v2_data', 'shop-v2_named', 'theirs'],
  )
  assert.equal(placed.services.web?.container_name, undefined)
  assert.deepEqual(placed.services.web?.networks?.default?.aliases, ['the-web'])
  assert.deepEqual(placed.services.web?.ports, [{ mode: 'ingress', target: 53, protocol: 'udp' }])
})

test('a version has nothing left to build', () => {
  const pinned = pinImages(
    project({ web: { build: { context: '/x' }, pull_policy: 'build' } }),
    new Map([['web', 'sha256:1']]),
  )
  assert.deepEqual(pinned.services.web, { ...base, image: 'sha256:1' })
})
