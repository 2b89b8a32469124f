import { type BalancerConfig, serverName } from '@keelson/balancer'
import {
  type BalancedReplica,
  type BalancedService,
  type BalancedState,
  type BalancerState,
  ReplicaOverride,
  type Traffic,
} from '@keelson/protocol'
import type { z } from 'zod'
import { urlOf } from '../environments/hosts.ts'
import type { Observed } from '../environments/observed.ts'
import { placeOf } from './counters.ts'
import type { OverrideRow } from './overrides.ts'
import { latencyOf } from './quantiles.ts'
import { Recent } from './recent.ts'
import type { Sampler, SeenServer } from './sampler.ts'

type Seen = Pick<Sampler, 'servers' | 'services' | 'away' | 'at'>
export type Sight = {
  config: Pick<BalancerConfig, 'routes' | 'published' | 'backends'>
  /** Of each backend, the hosts that lead to it. */
  hosts: ReadonlyMap<string, string[]>
  seen: Seen
  containers: Observed[]
  /** Compose project by `<project>/<environment>`. */
  composeProjects: ReadonlyMap<string, string>
  overrides: ReadonlyMap<string, OverrideRow>
  /** When a replica that leaves loses what it still has. */
  leavingUntil: (container: string) => Date | undefined
  installation: { domain: string; port: number; secure: boolean }
  /** Of host names of the users' own. */
  ownUrls: ReadonlyMap<string, string>
}

/** What a backend's name says; the names of projects and environments hold no underscore. */
export type Backed = {
  project: string
  environment: string
  service: string
  port: number
  kind: 'http' | 'tcp'
}

export function backed(name: string): Backed | undefined {
  const [, project, environment, service, port, tcp] = /^([^_]+)_([^_]+)_(.+)_(\d+)(_tcp)?$/.exec(name) ?? []
  if (!project || !environment || !service) return undefined
  return { project, environment, service, port: Number(port), kind: tcp ? 'tcp' : 'http' }
}

/** Every service that something leads to, with its replicas and what goes through them. Pure. */
export function viewBalancer(sight: Sight): z.input<typeof BalancerState> {
  const { seen } = sight
  return {
    at: new Date(seen.at).toISOString(),
    away: seen.away,
    services: sight.config.backends
      .flatMap((backend) => {
        const parts = backed(backend.name)
        return parts ? [viewService(sight, backend, parts)] : []
      })
      .sort((a, b) => a.id.localeCompare(b.id, 'en', { numeric: true })),
  }
}

function viewService(
  sight: Sight,
  { name, servers }: BalancerConfig['backends'][number],
  { project, environment, service, port, kind }: Backed,
): z.input<typeof BalancedService> {
  const { config, seen, installation } = sight
  const hosts = sight.hosts.get(name) ?? []
  const page = config.routes.find((route) => 'page' in route && hosts.includes(route.host))
  const known = seen.services.get(name)
  return {
    id: name,
    project,
    environment,
    service,
    port,
    kind,
    urls: hosts.map((host) => sight.ownUrls.get(host) ?? urlOf(installation, host)),
    ports: config.published.filter(({ backend }) => backend === name).map((item) => item.port),
    page: servers.length === 0 && page && 'page' in page ? page.page : null,
    traffic: trafficOf(known?.recent, known?.inFlight, known?.queued),
    replicas: viewReplicas(sight, name, sight.composeProjects.get(`${project}/${environment}`), service),
  }
}

function viewReplicas(
  sight: Sight,
  backend: string,
  composeProject: string | undefined,
  service: string,
): z.input<typeof BalancedReplica>[] {
  const containers = sight.containers
    .filter((one) => one.composeProject === composeProject && one.service === service && !one.oneOff)
    .sort((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }))
  const own = new Set(containers.map((container) => placeOf(backend, serverName(container))))
  // Servers whose container is gone, or has become another environment's: they end with their last connection.
  const lingering = [...sight.seen.servers].filter(
    ([place, { statistics }]) => statistics.backend === backend && !own.has(place),
  )
  return [
    ...containers.map((container) =>
      viewReplica(sight, container, sight.seen.servers.get(placeOf(backend, serverName(container)))),
    ),
    ...lingering.map(([, server]) => viewReplica(sight, undefined, server)),
  ]
}

function viewReplica(
  { overrides, leavingUntil }: Sight,
  container: Observed | undefined,
  server: SeenServer | undefined,
): z.input<typeof BalancedReplica> {
  const statistics = server?.statistics
  const override = container && overrides.get(container.id)
  const until = container && leavingUntil(container.id)
  // A replica that leaves is out of turn at once, and finishes what it has.
  const leaves = until !== undefined && statistics?.state === 'disabled'
  const state: BalancedState = leaves ? 'drain' : (statistics?.state ?? 'out')
  return {
    id: container?.id ?? statistics?.server ?? '',
    name: container?.name ?? statistics?.server ?? '',
    address: statistics?.address ?? Object.values(container?.addresses ?? {}).find(Boolean) ?? '',
    state,
    weight: statistics?.weight ?? 0,
    override: override
      ? { ...ReplicaOverride.parse(override), by: override.by, at: override.at.toISOString() }
      : null,
    traffic: trafficOf(server?.recent, statistics?.inFlight, statistics?.queued),
    check: statistics?.health.result
      ? {
          result: statistics.health.result,
          text: statistics.health.text,
          milliseconds: statistics.health.durationMs,
        }
      : null,
    since: since(server, container),
    drainsUntil: until?.toISOString() ?? null,
    changes: (server?.changes ?? []).map(({ at, state: was, text }) => ({
      at: new Date(at).toISOString(),
      state: was,
      text,
    })),
  }
}

/** Of one that the balancer does not know, nobody saw when it left. */
function since(server: SeenServer | undefined, container: Observed | undefined): string | null {
  if (!server) return null
  const changed = server.changes[0]?.at
  return changed === undefined ? (container?.startedAt ?? null) : new Date(changed).toISOString()
}

const round = (value: number) => Math.round(value * 100) / 100

function trafficOf(recent = new Recent(), inFlight = 0, queued = 0): Traffic {
  const rates = recent.rates()
  return {
    requests: round(rates.requests),
    inFlight,
    queued,
    latency: latencyOf(recent.times()),
    statuses: {
      '1xx': round(rates['1xx']),
      '2xx': round(rates['2xx']),
      '3xx': round(rates['3xx']),
      '4xx': round(rates['4xx']),
      '5xx': round(rates['5xx']),
    },
    bytesIn: round(rates.bytesIn),
    bytesOut: round(rates.bytesOut),
    retries: round(rates.retries),
    failures: round(rates.failures),
  }
}
