import type {
  ReplicaEnvironment,
  ReplicaInspection,
  ReplicaUsage,
  ServiceStatus,
  ServiceUsage,
} from '@keelson/protocol'
import { ago, environment, hash, project, type World } from './world.ts'

type Asked = { params: Record<string, string>; query: Record<string, string> }
type Replica = ServiceStatus['replicas'][number]

/** What a recorded server says of one service: its replicas' insides, and what is done with them. */
export const serviceAnswers = {
  inspectReplica: (world: World, { params }: Asked) =>
    inspected(
      params,
      serviceOf(world, params)?.replicas.find(({ container }) => container === params.replica),
    ),
  replicaUsage: (): ReplicaUsage => ({ points: usage() }),
  serviceUsage: (_: World, { query }: Asked): ServiceUsage =>
    minutes(query.range === 'day' ? 24 * 60 : 60, query.replica === undefined ? 3 : 1),
  revealEnvironment: (): ReplicaEnvironment => given,
  restartReplica: (world: World, asked: Asked) =>
    change(world, asked, { state: 'running', health: 'healthy', exitCode: null, startedAt: ago(0) }),
  stopReplica: (world: World, asked: Asked) =>
    change(world, asked, { state: 'exited', health: 'none', exitCode: 143 }),
  startReplica: (world: World, asked: Asked) =>
    change(world, asked, { state: 'running', health: 'healthy', exitCode: null, startedAt: ago(0) }),
}

/** Some minutes of a replica that is asked for something now and then. */
function usage(): ReplicaUsage['points'] {
  const now = Math.floor(Date.now() / 2_000) * 2
  return Array.from({ length: 180 }, (_, index) => {
    const at = now - (179 - index) * 2
    const load = 0.5 + 0.3 * Math.sin(at / 31) + 0.15 * Math.sin(at / 7)
    return {
      at,
      cpu: 0.24 * load,
      memory: 88e6 + 9e6 * Math.sin(at / 90),
      received: 41_000 * load,
      sent: 820_000 * load,
      read: 0,
      written: at % 30 < 2 ? 64_000 : 1_200,
    }
  })
}

/** Minutes up to now, busier by day; for some of them the server was away, and once something crashed. */
function minutes(count: number, replicas: number): ServiceUsage {
  const last = Math.floor(Date.now() / 60_000)
  const at = Array.from({ length: count }, (_, index) => (last - count + 1 + index) * 60)
  const gone = (seconds: number) => {
    const ago = last - seconds / 60
    return ago > 600 && ago < 640
  }
  const load = (seconds: number) =>
    replicas * (0.5 + 0.35 * Math.sin((seconds / 86_400) * 2 * Math.PI) + 0.08 * Math.sin(seconds / 700))
  const column = (of: (seconds: number) => number) => at.map((one) => (gone(one) ? null : of(one)))
  return {
    at,
    cpu: column((one) => 0.24 * load(one)),
    memory: column((one) => replicas * (88e6 + 9e6 * Math.sin(one / 5_000))),
    received: column((one) => 41_000 * load(one)),
    sent: column((one) => 820_000 * load(one)),
    read: column(() => 0),
    written: column((one) => (one % 1_800 < 60 ? 64_000 : 1_200)),
    restarts: column((one) => (last - one / 60 === 22 ? 2 : last - one / 60 === 300 ? 1 : 0)),
    replicas: column(() => replicas),
  }
}

function serviceOf(world: World, params: Record<string, string>): ServiceStatus | undefined {
  const services = world.projects.get(params.project ?? '')?.services.get(params.environment ?? '')
  return services?.find(({ name }) => name === params.service)
}

function change(world: World, { params }: Asked, to: Partial<Replica>): Record<string, never> {
  const services = world.projects.get(params.project ?? '')?.services.get(params.environment ?? '') ?? []
  const service = serviceOf(world, params)
  if (service) {
    service.replicas = service.replicas.map((replica) =>
      params.replica === 'all' || params.replica === replica.container ? { ...replica, ...to } : replica,
    )
    const running = service.replicas.filter(({ state }) => state === 'running').length
    service.state = running === service.wanted ? 'running' : running === 0 ? 'failed' : 'degraded'
  }
  world.tell(`project:${params.project}`, {
    kind: 'services',
    name: project(params.project ?? ''),
    environment: environment(params.environment ?? ''),
    services,
  })
  return {}
}

const given: ReplicaEnvironment = [
  { name: 'PATH', value: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' },
  { name: 'NODE_ENV', value: 'production' },
  { name: 'SHOP_LANGUAGES', value: 'en,es,fr' },
  { name: 'PAYMENT_KEY', value: 'pk_live_4f1c9e2b7d8a' },
]

function inspected(params: Record<string, string>, replica: Replica | undefined): ReplicaInspection {
  const id = params.replica ?? ''
  const of = params.service ?? ''
  const prefix = `${params.project}-${params.environment}`
  const mounts: ReplicaInspection['mounts'] = [
    {
      kind: 'volume',
      name: `${prefix}_uploads`,
      source: `/var/lib/docker/volumes/${prefix}_uploads/_data`,
      target: '/srv/uploads',
      readOnly: false,
      driver: 'local',
    },
  ]
  const network = {
    name: `${prefix}_front`,
    driver: 'bridge',
    internal: false,
    subnets: ['172.19.0.0/16'],
    address: replica?.state === 'running' ? '172.19.0.4' : '',
    aliases: [of, id.slice(0, 12)],
  }
  return {
    container: {
      id,
      name: replica?.name ?? id,
      image: `keelson/shop-${of}:4f1c9e2`,
      command: ['docker-entrypoint.sh', 'node', '--max-old-space-size=192', 'server/main.js'],
      user: 'node',
      workingDir: '/srv',
      state: replica?.state ?? 'running',
      exitCode: replica?.exitCode ?? null,
      outOfMemory: false,
      restartCount: 1,
      restartPolicy: 'unless-stopped',
      createdAt: ago(5_410),
      startedAt: replica?.startedAt ?? null,
      limits: { memoryBytes: 268_435_456, cpus: 0.5 },
      health: {
        status: replica?.health ?? 'healthy',
        failingStreak: 0,
        checks: [8, 18, 28].map((seconds) => ({ at: ago(seconds), exitCode: 0, output: 'HTTP 200 in 3 ms' })),
      },
      environment: given.map(({ name }) => name),
    },
    image: {
      id: `sha256:${hash(3)}${hash(4).slice(0, 24)}`,
      names: [`keelson/shop-${of}:4f1c9e2`],
      createdAt: ago(7_000),
      sizeBytes: 142_600_000,
      platform: 'linux/amd64',
    },
    networks: [network],
    mounts,
    raw: {
      container: { Id: id, Config: { Env: given.map(({ name }) => `${name}=•••`) }, Mounts: mounts },
      image: { RepoTags: [`keelson/shop-${of}:4f1c9e2`], Os: 'linux', Architecture: 'amd64' },
      networks: [{ Name: network.name, Driver: 'bridge', IPAM: { Config: [{ Subnet: '172.19.0.0/16' }] } }],
      volumes: [{ Name: `${prefix}_uploads`, Driver: 'local', Options: null }],
    },
  }
}
