import type {
  BalancedReplica,
  BalancedService,
  BalancerState,
  ProjectTraffic,
  ReplicaOverride,
  Traffic,
  TrafficHistory,
} from '@keelson/protocol'
import { ago, environment, hash, project, service, type World } from './world.ts'

/** A day's traffic that never repeats itself exactly, and is the same in every page: requests a second. */
export function flow(seed: number, second: number): number {
  const wave = (length: number, size: number) => size * Math.sin((second / length + seed) * 2 * Math.PI)
  const burst = Math.max(0, wave(97, 1) - 0.86) * 180
  return Math.max(
    0,
    (60 + wave(420, 22) + wave(61, 9) + wave(13, 5) + wave(5.3, 3) + burst) * (1 / (1 + seed)),
  )
}

function traffic(seed: number, share: number, now: number): Traffic {
  const requests = flow(seed, now) * share
  const slow = 1 + 0.4 * Math.sin(now / 17 + seed)
  return {
    requests,
    inFlight: Math.round(requests / 9),
    queued: 0,
    latency:
      share === 0
        ? null
        : { p50: 7 * slow, p95: 31 * slow, p99: 88 * slow, samples: Math.round(requests * 10) },
    statuses: {
      '1xx': 0,
      '2xx': requests * 0.93,
      '3xx': requests * 0.05,
      '4xx': requests * 0.018,
      '5xx': seed > 1 ? requests * 0.04 : requests * 0.0004,
    },
    bytesIn: requests * 830,
    bytesOut: requests * 21_400,
    retries: 0,
    failures: seed > 1 ? 0.2 : 0,
  }
}

const check = { result: 'L7OK', text: 'HTTP content check did match', milliseconds: 2 }

function aReplica(of: string, index: number, more: Partial<BalancedReplica>): BalancedReplica {
  return {
    id: hash(of.length * 71 + index * 7).slice(0, 12),
    name: `${of}-${index}`,
    address: `172.19.0.${index + 2}:3000`,
    state: 'up',
    weight: 100,
    override: null,
    traffic: traffic(0, 0, 0),
    check,
    since: ago(5_400),
    drainsUntil: null,
    changes: [{ at: ago(5_400), state: 'up', text: '' }],
    ...more,
  }
}

type Plan = {
  project: string
  environment: string
  service: string
  seed: number
  replicas: number
  broken?: true
}
const plans: Plan[] = [
  { project: 'shop', environment: 'production', service: 'web', seed: 0, replicas: 4 },
  { project: 'shop', environment: 'production', service: 'admin', seed: 6, replicas: 1 },
  { project: 'shop', environment: 'v5', service: 'web', seed: 11, replicas: 2 },
  { project: 'timetable', environment: 'production', service: 'solver', seed: 2, replicas: 2, broken: true },
  { project: 'visits', environment: 'production', service: 'web', seed: 1, replicas: 2 },
]

/** The present of the recorded balancer; what was set by hand is in it. */
export function balancerNow(world: World): BalancerState {
  const now = Date.now() / 1000
  const services = plans
    .filter((plan) => world.projects.has(plan.project))
    .map((plan) => aService(world, plan, now))
  return {
    at: new Date().toISOString(),
    away: world.balancerAway ? 'The balancer does not answer: connect ENOENT /balancer/admin.sock' : null,
    services,
  }
}

function aService(world: World, plan: Plan, now: number): BalancedService {
  const prefix = plan.environment === 'production' ? '' : `${plan.environment}--`
  const replicas = Array.from({ length: plan.replicas }, (_, index) => {
    const replica = aReplica(`${plan.project}-${plan.environment}-${plan.service}`, index + 1, {})
    return withOverride(replica, world.overrides.get(replica.id))
  })
  // One replica of the shop is on its way out, as during a deploy; one of the timetable does not answer.
  const last = replicas.at(-1)
  if (last && plan.replicas > 2) {
    Object.assign(last, { state: 'drain', weight: 0, since: ago(12), drainsUntil: ago(-18) })
    last.changes = [{ at: ago(12), state: 'drain', text: '' }, ...last.changes]
  }
  if (last && plan.broken) {
    const text = 'Connection refused'
    Object.assign(last, { state: 'down', since: ago(140), check: { result: 'L4CON', text, milliseconds: 0 } })
    last.changes = [{ at: ago(140), state: 'down', text: `L4CON: ${text}` }, ...last.changes]
  }
  const total = replicas.reduce((sum, { state, weight }) => sum + (state === 'up' ? weight : 0), 0)
  for (const replica of replicas) {
    const share = replica.state === 'up' && total > 0 ? replica.weight / total : 0
    replica.traffic = traffic(plan.seed, share, now)
    if (replica.state === 'drain') replica.traffic.inFlight = 3
  }
  return {
    id: `${plan.project}_${plan.environment}_${plan.service}_3000`,
    project: project(plan.project),
    environment: environment(plan.environment),
    service: service(plan.service),
    port: 3000,
    kind: 'http',
    urls: [`http://${prefix}${plan.project}.localhost:8000`],
    ports: plan.seed === 0 ? [8080] : [],
    page: null,
    traffic: traffic(plan.seed, total > 0 ? 1 : 0, now),
    replicas,
  }
}

function withOverride(replica: BalancedReplica, override: ReplicaOverride | undefined): BalancedReplica {
  if (!override) return replica
  const state = override.state === 'enabled' ? 'up' : override.state
  const at = new Date().toISOString()
  return {
    ...replica,
    state,
    weight: override.state === 'drain' ? 0 : override.weight,
    override: { ...override, by: 'nuria@example.org', at },
  }
}

export function trafficHistory(id: string, range: string): TrafficHistory {
  const step = range === 'day' ? 60 : 5
  const seconds = { recent: 300, hour: 3_600, day: 86_400 }[range] ?? 3_600
  const now = Math.round(Date.now() / 1000)
  const seed =
    plans.find((plan) => id === `${plan.project}_${plan.environment}_${plan.service}_3000`)?.seed ?? 20
  const at = Array.from({ length: seconds / step }, (_, index) => now - seconds + (index + 1) * step)
  const points = at.map((second) => ({ ...traffic(seed, 1, second) }))
  return {
    service: id,
    at,
    requests: points.map((point) => point.requests),
    errors: points.map((point) => point.statuses['5xx'] + point.failures),
    inFlight: points.map((point) => point.inFlight),
    bytes: points.map((point) => point.bytesIn + point.bytesOut),
    p50: points.map((point) => point.latency?.p50 ?? null),
    p95: points.map((point) => point.latency?.p95 ?? null),
    p99: points.map((point) => point.latency?.p99 ?? null),
  }
}

export function projectTraffic(world: World): ProjectTraffic[] {
  const now = Date.now() / 1000
  return plans
    .filter(
      (plan) =>
        plan.environment === 'production' && plan.service !== 'admin' && world.projects.has(plan.project),
    )
    .map((plan) => ({
      project: project(plan.project),
      requests: flow(plan.seed, now),
      minutes: Array.from({ length: 60 }, (_, index) => flow(plan.seed, now - (59 - index) * 60)),
    }))
}
