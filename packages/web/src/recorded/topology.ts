import type { Phrase, PlannedDeploy, ServiceStatus, Topology, VersionComparison } from '@keelson/protocol'
import { environment, hash, number, type Recorded } from './world.ts'

type Parts = Topology['services'][number]

/** How the services of the recorded shop hang together. */
const shop: Record<string, Partial<Parts>> = {
  web: {
    networks: ['back', 'front'],
    ports: [{ published: '8080', target: 80, protocol: 'tcp' }],
    needs: [
      { service: 'redis', condition: 'healthy', required: true },
      { service: 'migrate', condition: 'completed', required: true },
    ],
    mounts: [{ volume: 'uploads', target: '/uploads', readOnly: false }],
    secrets: ['payment_key'],
  },
  admin: {
    networks: ['back', 'front'],
    needs: [{ service: 'migrate', condition: 'completed', required: true }],
    configs: ['menu'],
  },
  worker: {
    networks: ['back'],
    needs: [
      { service: 'redis', condition: 'healthy', required: true },
      { service: 'db', condition: 'healthy', required: true },
    ],
    mounts: [{ volume: 'uploads', target: '/uploads', readOnly: true }],
    secrets: ['payment_key'],
  },
  migrate: {
    job: true,
    networks: ['back'],
    needs: [{ service: 'db', condition: 'healthy', required: true }],
  },
  redis: { networks: ['back'], mounts: [{ volume: 'cache', target: '/data', readOnly: false }] },
  db: {
    networks: ['back'],
    ports: [{ published: '5432', target: 5432, protocol: 'tcp' }],
    mounts: [{ volume: 'orders', target: '/var/lib/postgresql/data', readOnly: false }],
  },
}

/** The picture of what a recorded project runs; services that are no part of the shop stand in a row of their own. */
export function recordedTopology(name: string, services: ServiceStatus[]): Topology {
  const parts = services.map(
    (service, index): Parts => ({
      name: service.name,
      image: service.image,
      replicas: service.wanted,
      job: false,
      networks: [`net-${index % 3}`],
      ports: [],
      needs: services
        .slice(index + 1)
        .filter((_, step) => step === 5 || step === 11)
        .map((other) => ({ service: other.name, condition: 'healthy', required: true })),
      mounts: [],
      secrets: [],
      configs: [],
      ...shop[service.name],
    }),
  )
  const known = new Set(parts.map((part) => part.name))
  const networks = [...new Set(parts.flatMap((part) => part.networks))].sort()
  const volumes = [...new Set(parts.flatMap((part) => part.mounts.map(({ volume }) => volume)))]
  return {
    name,
    services: parts.map((part) => ({
      ...part,
      needs: part.needs.filter(({ service }) => known.has(service)),
    })),
    networks: networks.map((network) => ({
      name: network,
      kind: 'network',
      internal: network === 'back',
      external: false,
    })),
    volumes: volumes.map((volume) => ({ name: volume, kind: 'named', external: false })),
  }
}

const none = { added: [], removed: [], changed: [] }

/** Two versions of the recorded shop, as different as their numbers. */
export function recordedComparison(from: number, to: number, { versions }: Recorded): VersionComparison {
  const imageOf = (version: number, service: string) => ({
    name: `keelson/shop-${service}:${hash(version).slice(0, 7)}`,
    id: `sha256:${hash(version + service.length)}`,
  })
  const same = from === to || !versions.some((version) => version.number === from)
  return {
    from: number(from),
    to: number(to),
    services: same
      ? []
      : [
          {
            name: 'admin',
            change: 'added',
            image: { before: null, after: imageOf(to, 'admin') },
            variables: { added: ['ADMIN_LANGUAGE'], removed: [], changed: [] },
            settings: [
              { name: 'replicas', before: [], after: ['1'] },
              { name: 'networks', before: [], after: ['back', 'front'] },
            ],
            other: [],
          },
          {
            name: 'web',
            change: 'changed',
            image: { before: imageOf(from, 'web'), after: imageOf(to, 'web') },
            variables: { added: ['DELIVERY_API'], removed: ['OLD_CHECKOUT'], changed: ['PAYMENT_KEY'] },
            settings: [
              { name: 'replicas', before: ['2'], after: ['3'] },
              { name: 'ports', before: ['8080 → 80'], after: ['8080 → 80', '8443 → 443'] },
            ],
            other: ['command', 'healthcheck'],
          },
          {
            name: 'mailer',
            change: 'removed',
            image: { before: imageOf(from, 'mailer'), after: null },
            variables: none,
            settings: [{ name: 'replicas', before: ['1'], after: [] }],
            other: [],
          },
        ],
    unchanged: same ? ['admin', 'db', 'redis', 'web', 'worker'] : ['db', 'redis', 'worker'],
    networks: same ? none : { ...none, added: ['front'] },
    volumes: none,
    secrets: same ? none : { ...none, changed: ['payment_key'] },
    configs: none,
  }
}

/** What turning a recorded version on would do. */
export function recordedPlan(version: number, place: string, one: Recorded): PlannedDeploy {
  const there = one.environments.find(({ name }) => name === place)
  const compose = `${one.project.name}-${place}`
  const before = there?.version ?? null
  const said = (code: string, text: string, values: Phrase['values'] = {}): Phrase => ({ code, text, values })
  const act = (kind: 'create' | 'start' | 'stop', container: string) =>
    said(`step.${kind}-container`, `${kind} container ${container}`, { container })
  const absent = said('because.absent', 'not there yet')
  const changed = said('because.image', 'image changed')
  const network = `${compose}_back`
  const made =
    before === null
      ? [{ does: said('step.create-network', `create network ${network}`, { network }), because: absent }]
      : []
  return {
    environment: environment(place),
    version: number(version),
    replaces: before,
    takeover: null,
    steps: [
      ...made,
      ...['web', 'worker'].flatMap((service) => [
        { does: act('create', `${compose}-${service}-1`), because: before === null ? absent : changed },
        { does: act('start', `${compose}-${service}-1`), because: said('because.created', 'created') },
        ...(before === null
          ? []
          : [
              {
                does: act('stop', `${compose}-${service}-1`),
                because: said('because.replaced', 'replaced: image changed', { why: changed }),
              },
            ]),
      ]),
    ],
  }
}
