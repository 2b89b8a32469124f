import assert from 'node:assert/strict'
import { test } from 'node:test'
import { certificateFile } from './certificates.ts'
import type { BalancerConfig, Certificate, Server } from './config.ts'
import { healthHost, mapsOf } from './maps.ts'
import { parseProcesses } from './master.ts'
import { type Observed, parseCertificates, parseMap, parseServers } from './observe.ts'
import { plan } from './plan.ts'
import { structureOf } from './render.ts'

const server = (letter: string, more: Partial<Server> = {}): Server => ({
  id: letter.repeat(12),
  address: `10.0.0.${letter.charCodeAt(0)}`,
  port: 80,
  ...more,
})

const config = (servers: Server[]): BalancerConfig => ({
  http: { port: 8000 },
  dashboard: { hosts: ['localhost'], address: '127.0.0.1', port: 8001 },
  cookieKey: 'abcdefgh',
  routes: [{ host: 'shop.localhost', backend: 'shop' }],
  published: [],
  backends: [{ name: 'shop', kind: 'http', servers }],
})

const running = (servers: Server[], hosts: [string, string][]): Observed => ({
  structure: structureOf(config([])),
  maps: { ...mapsOf(config([])), hosts: new Map([[healthHost, 'health'], ...hosts]) },
  certificates: new Set(),
  servers: new Map([
    [
      'shop',
      new Map(
        servers.map(({ id, address, port, weight = 100, disabled = false }) => {
          return [`c-${id}`, { address, port, weight, disabled }]
        }),
      ),
    ],
  ]),
})

const all: [string, string][] = [
  ['localhost', 'dashboard'],
  ['shop.localhost', 'shop'],
]
const kinds = (wanted: Server[], present: Server[], hosts = all) =>
  plan(config(wanted), running(present, hosts)).map(({ kind, because }) => `${kind}: ${because}`)

test('identical: nothing', () => {
  assert.deepEqual(kinds([server('a')], [server('a')]), [])
})

test('what gives comes before what takes', () => {
  assert.deepEqual(kinds([server('b'), server('c', { weight: 0 })], [server('a'), server('c')]), [
    'add-server: c-bbbbbbbbbbbb is new in shop',
    'set-weight: c-cccccccccccc only finishes what it has',
    'remove-server: c-aaaaaaaaaaaa is no longer in shop',
  ])
})

test('a container that came back under another address is replaced', () => {
  assert.deepEqual(kinds([server('a', { address: '10.9.9.9' })], [server('a')]), [
    'replace-server: c-aaaaaaaaaaaa has another address now',
  ])
})

test('weight and disabling are set where they differ', () => {
  assert.deepEqual(kinds([server('a', { weight: 30 })], [server('a', { disabled: true })]), [
    'set-weight: c-aaaaaaaaaaaa takes a share of 30',
    'enable-server: c-aaaaaaaaaaaa serves again',
  ])
  assert.deepEqual(kinds([server('a', { disabled: true })], [server('a')]), [
    'disable-server: c-aaaaaaaaaaaa is turned off',
  ])
})

test('hosts come, turn and go without a reload', () => {
  const before: [string, string][] = [
    ['shop.localhost', 'page-starting'],
    ['old.localhost', 'shop'],
  ]
  assert.deepEqual(kinds([], [], before), [
    'add-entry: localhost is new in hosts',
    'set-entry: shop.localhost was page-starting in hosts',
    'remove-entry: old.localhost is gone from hosts',
  ])
})

test('an allow-list is there before the host that it guards, and goes after it', () => {
  const open: BalancerConfig = config([])
  const guarded: BalancerConfig = {
    ...open,
    networkLists: [{ name: 'office', networks: ['10.0.0.0/8'] }],
    routes: [...open.routes, { host: 'inner.localhost', backend: 'shop', allow: 'office' }],
  }
  const steps = (wanted: BalancerConfig, present: BalancerConfig) =>
    plan(wanted, { ...running([], all), maps: mapsOf(present) }).map(
      (step) => `${step.kind} ${'map' in step ? step.map : ''} ${'key' in step ? step.key : ''}`,
    )
  assert.deepEqual(steps(guarded, open), [
    'add-entry passes office@10.0.0.0/8',
    'add-entry networks 10.0.0.0/8',
    'add-entry networks 0.0.0.0/0',
    'add-entry guarded inner.localhost',
    'add-entry hosts inner.localhost',
  ])
  assert.deepEqual(steps(open, guarded), [
    'remove-entry hosts inner.localhost',
    'remove-entry guarded inner.localhost',
    'remove-entry networks 0.0.0.0/0',
    'remove-entry networks 10.0.0.0/8',
    'remove-entry passes office@10.0.0.0/8',
  ])
})

test('a renewed certificate comes before the old one goes; without HTTPS there is none', () => {
  const certificate = (pem: string): Certificate => ({ id: 'one', names: ['shop.localhost'], pem })
  const secure: BalancerConfig = { ...config([]), https: { port: 443 }, certificates: [certificate('new')] }
  const present = new Set([certificateFile(certificate('old'))])
  const observed = { ...running([], all), structure: structureOf(secure), certificates: present }
  assert.deepEqual(
    plan(secure, observed).map(({ kind, because }) => `${kind}: ${because}`),
    [
      'add-certificate: the certificate of shop.localhost is new',
      'remove-certificate: another one took its place, or none',
    ],
  )
  assert.deepEqual(plan(config([]), { ...running([], all), certificates: present }), [])
})

test('another structure means a reload, and nothing else', () => {
  const wanted = { ...config([server('a')]), published: [{ port: 81, backend: 'shop' }] }
  assert.deepEqual(
    plan(wanted, running([], [])).map(({ kind }) => kind),
    ['reload'],
  )
})

test("reads HAProxy's own tables", () => {
  const state = `1
# be_id be_name srv_id srv_name srv_addr srv_op_state srv_admin_state srv_uweight srv_iweight srv_port
5 shop 1 c-a 10.0.0.1 2 0 100 100 80
5 shop 2 c-b fd00::1 0 1 0 100 81
5 shop 3 c-c 10.0.0.3 0 4 7 100 82`
  assert.deepEqual(
    parseServers(state),
    new Map([
      [
        'shop',
        new Map([
          ['c-a', { address: '10.0.0.1', port: 80, weight: 100, disabled: false }],
          ['c-b', { address: 'fd00::1', port: 81, weight: 0, disabled: true }],
          ['c-c', { address: '10.0.0.3', port: 82, weight: 7, disabled: true }],
        ]),
      ],
    ]),
  )
  assert.deepEqual(parseMap('0x55f378780600 localhost dashboard\n\n'), new Map([['localhost', 'dashboard']]))
  const certificates = '# /balancer/certificates/list\n/balancer/certificates/a.1.pem a.test *.b.test\n'
  assert.deepEqual(parseCertificates(certificates), new Set(['/balancer/certificates/a.1.pem']))
  assert.deepEqual(parseCertificates("didn't find the specified filename"), new Set())
  const list = `#<PID>          <type>          <reloads>       <uptime>        <version>
1               master          3 [failed: 1]   0d00h00m39s     2.6.12
# workers
16              worker          1               0d00h00m01s     2.6.12
# old workers
8               worker          2               0d00h00m09s     2.6.12
12              worker          1               0d00h00m05s     2.6.12
# programs`
  assert.deepEqual(parseProcesses(list), { reloads: 3, failed: 1, oldWorkers: [8, 12] })
})
