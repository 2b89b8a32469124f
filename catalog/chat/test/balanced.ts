import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { type BalancerConfig, connect, prepareFolder } from '@keelson/balancer'
import { type AppUnderTest, docker, eventually } from '@keelson/catalog-testing'

type Inspected = {
  Id: string
  State: { Status: string; Health?: { Status: string } }
  NetworkSettings: { Networks: Record<string, { IPAddress: string }> }
}

/**
 * Keelson's balancer in front of a service of an app that `keelson up` runs: it follows the service's containers as
 * the platform does, so that replicas may be killed, scaled and replaced behind it.
 */
export async function balanced(app: AppUnderTest, service: string, port: number) {
  const name = `${app.name}-balancer`
  const [web, own] = [await freePort(), await freePort()]
  const config: BalancerConfig = {
    http: { port: own, addresses: ['127.0.0.1'] },
    dashboard: { hosts: ['dashboard.invalid'], address: '127.0.0.1', port: 1 },
    routes: [],
    published: [{ port: web, address: '127.0.0.1', backend: service }],
    backends: [{ name: service, kind: 'http', servers: [], health: { path: '/ready' } }],
    cookieKey: randomBytes(12).toString('hex'),
  }
  const folder = await mkdtemp(join(tmpdir(), 'balanced-'))
  const user = await prepareFolder(folder, config)
  await docker(
    ...['run', '-d', '--name', name, '--network=host', '--user', user, '-v', `${folder}:/balancer`],
    ...[
      'keelson/haproxy:2.6',
      'haproxy',
      '-W',
      '-db',
      '-dMglobal,no-tag',
      '-S',
      '/balancer/master.sock,mode,660',
    ],
    ...['-f', '/balancer/haproxy.cfg'],
  )
  const balancer = connect({ folder })
  await eventually('the balancer answers', () => balancer.statistics().then(() => true))

  const stopped = new AbortController()
  let servers = ''
  const following = follow()
  return {
    address: `http://127.0.0.1:${web}`,
    /** How many replicas get visitors. */
    serving: () => servers.split(' ').filter(Boolean).length,
    async [Symbol.asyncDispose]() {
      stopped.abort()
      await following
      await docker('rm', '-f', '-v', name)
      await rm(folder, { recursive: true, force: true })
    },
  }

  async function follow(): Promise<void> {
    while (!stopped.signal.aborted) {
      await point().catch(() => {})
      await pause(200, undefined, { signal: stopped.signal }).catch(() => {})
    }
  }

  /** Points the balancer to whoever can serve now. */
  async function point(): Promise<void> {
    const names = await app.containers(service)
    const found: Inspected[] = names.length > 0 ? JSON.parse(await docker('inspect', ...names)) : []
    const able = found.flatMap(({ Id: id, State, NetworkSettings }) => {
      const [network] = Object.values(NetworkSettings.Networks)
      const isAble = State.Status === 'running' && State.Health?.Status === 'healthy'
      return isAble && network?.IPAddress ? [{ id, address: network.IPAddress, port }] : []
    })
    const now = able.map(({ id }) => id.slice(0, 12)).join(' ')
    if (now === servers) return
    const backends = config.backends.map((backend) => ({ ...backend, servers: able }))
    const applied = await balancer.apply({ ...config, backends })
    if (applied.outcome !== 'refused') servers = now
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.on('error', reject)
    server.listen(0, () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}
