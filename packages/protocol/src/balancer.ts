import { z } from 'zod'
import { EnvironmentName, ProjectName, ServiceName } from './ids.ts'

const count = z.number().int().min(0)
const perSecond = z.number().min(0)

/** Milliseconds until the first byte of the answer, over the last ten seconds; `samples` requests were looked at. */
export const Latency = z.object({ p50: z.number(), p95: z.number(), p99: z.number(), samples: count })
export type Latency = z.infer<typeof Latency>

/** What goes through now: rates are means over the last five seconds (longer while nobody looks). */
export const Traffic = z.object({
  requests: perSecond,
  inFlight: count,
  queued: count,
  latency: Latency.nullable(),
  statuses: z.object({
    '1xx': perSecond,
    '2xx': perSecond,
    '3xx': perSecond,
    '4xx': perSecond,
    '5xx': perSecond,
  }),
  bytesIn: perSecond,
  bytesOut: perSecond,
  /** Requests that were sent again, to the same replica or to another. */
  retries: perSecond,
  /** Connections that a replica refused, and answers that broke off. */
  failures: perSecond,
})
export type Traffic = z.infer<typeof Traffic>

/**
 * `out`: there is a container, but the balancer does not send to it: it is not running, or not healthy yet.
 * `drain`: it finishes what it has. `disabled`: it gets nothing, not even health checks.
 */
export const BalancedState = z.enum(['up', 'down', 'drain', 'disabled', 'out'])
export type BalancedState = z.infer<typeof BalancedState>

/** What somebody set by hand. It lasts as long as the container, through deploys of others and restarts of Keelson. */
export const ReplicaOverride = z.object({
  state: z.enum(['enabled', 'drain', 'disabled']).default('enabled'),
  /** Share of new requests, from 1 to 256; 100 is usual. */
  weight: z.number().int().min(1).max(256).default(100),
})
export type ReplicaOverride = z.infer<typeof ReplicaOverride>

export const BalancedReplica = z.object({
  /** The container's id; of a replica that is gone, what the balancer calls it. */
  id: z.string(),
  name: z.string(),
  address: z.string(),
  state: BalancedState,
  weight: count,
  override: ReplicaOverride.extend({ by: z.string(), at: z.iso.datetime() }).nullable(),
  traffic: Traffic,
  /** The last check, in the balancer's words (L4OK, L7STS …); null before the first one. */
  check: z.object({ result: z.string(), text: z.string(), milliseconds: z.number() }).nullable(),
  /** When it came into this state. */
  since: z.iso.datetime().nullable(),
  /** When a draining replica loses what it still has; null when there is no such moment. */
  drainsUntil: z.iso.datetime().nullable(),
  /** Changes of its state since Keelson looks, newest first. */
  changes: z.array(z.object({ at: z.iso.datetime(), state: BalancedState, text: z.string() })),
})
export type BalancedReplica = z.infer<typeof BalancedReplica>

/** One port of a service of an environment: what a route leads to. */
export const BalancedService = z.object({
  id: z.string(),
  project: ProjectName,
  environment: EnvironmentName,
  service: ServiceName,
  port: z.number().int(),
  kind: z.enum(['http', 'tcp']),
  urls: z.array(z.url()),
  ports: z.array(z.number().int()),
  /** What visitors get while no replica serves. */
  page: z.enum(['starting', 'stopped', 'broken']).nullable(),
  traffic: Traffic,
  replicas: z.array(BalancedReplica),
})
export type BalancedService = z.infer<typeof BalancedService>

/** GET /api/v1/balancer. */
export const BalancerState = z.object({
  at: z.iso.datetime(),
  /** Why nothing is known, while the balancer does not answer; the rest is then what was known last. */
  away: z.string().nullable(),
  services: z.array(BalancedService),
})
export type BalancerState = z.infer<typeof BalancerState>

/** Lines over time, as columns: the n-th of each belongs to the n-th of `at`. */
export const TrafficHistory = z.object({
  service: z.string(),
  /** Seconds since 1970; a point is the mean since the one before. */
  at: z.array(z.number()),
  requests: z.array(z.number()),
  /** Answers with a status of 500 or above, connections refused, answers broken off: per second. */
  errors: z.array(z.number()),
  inFlight: z.array(z.number()),
  bytes: z.array(z.number()),
  /** Milliseconds; null where there was no request. */
  p50: z.array(z.number().nullable()),
  p95: z.array(z.number().nullable()),
  p99: z.array(z.number().nullable()),
})
export type TrafficHistory = z.infer<typeof TrafficHistory>

/** Requests a second of a whole project (production and previews), each of the last 60 minutes, oldest first. */
export const ProjectTraffic = z.object({
  project: ProjectName,
  requests: perSecond,
  minutes: z.array(z.number()),
})
export type ProjectTraffic = z.infer<typeof ProjectTraffic>
