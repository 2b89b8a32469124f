import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Project, Service } from '@keelson/compose'
import { forgedLabels, violations } from './policy.ts'

const root = '/checkout'
const links: Record<string, string> = {
  '/checkout/out': '/etc',
  '/checkout': '/checkout',
  '/checkout/data': '/checkout/data',
}
const realpath = (path: string) => links[path] ?? (path === '/' || path === '/etc' ? path : undefined)
const service = (attributes: Partial<Service>): Project => ({
  name: 'p',
  services: { web: { command: null, entrypoint: null, ...attributes } },
})
const found = (project: Project) =>
  violations(project, { root, realpath }).map(({ where, what }) => `${where}: ${what}`)
const bind = (source: string) => service({ volumes: [{ type: 'bind', source, target: '/x' }] })

test('an ordinary service is fine', () => {
  const project = service({
    image: 'x',
    cap_add: ['NET_BIND_SERVICE'],
    cap_drop: ['ALL'],
    security_opt: ['no-new-privileges:true'],
    network_mode: 'service:web',
    volumes: [
      { type: 'bind', source: '/checkout/data', target: '/data' },
      { type: 'bind', source: '/checkout/new/folder', target: '/new' },
      { type: 'volume', source: 'v', target: '/v' },
    ],
  })
  assert.deepEqual(
    found({
      ...project,
      volumes: { v: { name: 'p_v' } },
      networks: { default: { name: 'p_default', ipam: {} } },
    }),
    [],
  )
})

test('whatever reaches the machine is found, each with its service and reason', () => {
  const reach: [Project, RegExp][] = [
    [service({ privileged: true }), /service web: privileged/],
    [service({ network_mode: 'host' }), /network_mode: host/],
    [service({ network_mode: 'container:other' }), /container:other/],
    [service({ pid: 'host' }), /pid: host/],
    [service({ ipc: 'host' }), /ipc/],
    [service({ uts: 'host' }), /uts/],
    [service({ cgroup: 'host' }), /cgroup/],
    [service({ userns_mode: 'host' }), /userns/],
    [service({ cgroup_parent: '/' }), /cgroup_parent/],
    [service({ cap_add: ['SYS_ADMIN'] }), /SYS_ADMIN/],
    [service({ cap_add: ['cap_sys_ptrace'] }), /sys_ptrace/],
    [service({ cap_add: ['ALL'] }), /ALL/],
    [service({ security_opt: ['seccomp:unconfined'] }), /seccomp/],
    [service({ security_opt: ['no-new-privileges:false'] }), /no-new-privileges:false/],
    [service({ devices: [{ source: '/dev/sda', target: '/dev/sda' }] }), /devices/],
    [service({ device_cgroup_rules: ['a *:* rwm'] }), /devices/],
    [service({ volumes_from: ['container:other'] }), /volumes_from/],
    [service({ use_api_socket: true }), /Docker Engine/],
    [service({ runtime: 'evil' }), /runtime/],
    [service({ pre_stop: [{ command: ['x'], privileged: true }] }), /hook/],
    [service({ build: { context: '/checkout', privileged: true } }), /build/],
    [service({ build: { context: '/checkout', network: 'host' } }), /build.network/],
    [service({ build: { context: '/checkout', ssh: ['default'] } }), /build.ssh/],
    [service({ logging: { driver: 'syslog' } }), /logging/],
    [bind('/'), /host path \//],
    [bind('/etc'), /\/etc/],
    [bind('/var/run/docker.sock'), /docker\.sock/],
    [bind('/checkout/out'), /\/checkout\/out/],
    [bind('/checkout/out/new'), /\/checkout\/out\/new/],
    [bind('/checkout-of-another'), /checkout-of-another/],
    [bind('relative'), /relative/],
    [{ ...service({}), secrets: { s: { name: 's', file: '/etc/shadow' } } }, /secret s/],
    [{ ...service({}), configs: { c: { name: 'c', file: '/checkout/out/x' } } }, /config c/],
    [{ ...service({}), volumes: { v: { name: 'v', external: true } } }, /volume v/],
    [
      {
        ...service({}),
        volumes: { v: { name: 'v', driver_opts: { type: 'none', o: 'bind', device: '/' } } },
      },
      /volume v/,
    ],
    [
      { ...service({}), volumes: { v: { name: 'v', driver_opts: { type: 'overlay', o: 'lowerdir=/etc' } } } },
      /volume v/,
    ],
    [{ ...service({}), volumes: { v: { name: 'v', driver: 'other' } } }, /driver other/],
    [{ ...service({}), networks: { n: { name: 'n', ipam: {}, external: true } } }, /network n/],
    [{ ...service({}), networks: { n: { name: 'n', ipam: {}, driver: 'macvlan' } } }, /macvlan/],
  ]
  for (const [project, says] of reach) {
    assert.match(found(project).join('\n'), says, JSON.stringify(project))
  }
})

test('labels by which objects are found cannot be forged', () => {
  assert.equal(forgedLabels(service({ labels: { 'io.keelson.installation': 'x', mine: 'y' } })).length, 1)
  assert.equal(
    forgedLabels(service({ build: { context: '.', labels: { 'com.docker.compose.project': 'x' } } })).length,
    1,
  )
  assert.deepEqual(forgedLabels(service({ labels: { mine: 'y' } })), [])
})
