import { type Family, family } from '../system/families.ts'
import { latencyOf } from './quantiles.ts'
import type { Sampler } from './sampler.ts'
import { backed } from './view.ts'

/** What the balancer does, for Prometheus; documented in docs/reference/metrics.md. */
export function balancerMetrics(sampler: Pick<Sampler, 'servers' | 'services' | 'away'>): string[] {
  const servers = [...sampler.servers.values()].flatMap((seen) => {
    const { backend, server } = seen.statistics
    const labels = labelsOf(backend)
    return labels ? [{ ...seen, labels: { ...labels, replica: server.replace(/^c-/, '') } }] : []
  })
  const services = [...sampler.services].flatMap(([name, seen]) => {
    const labels = labelsOf(name)
    return labels ? [{ ...seen, labels }] : []
  })
  type Server = (typeof servers)[number]
  const of = (name: string, kind: Family['kind'], help: string, value: (server: Server) => number) =>
    family(
      `keelson_replica_${name}`,
      kind,
      help,
      servers.map((one) => ({ labels: one.labels, value: value(one) })),
    )
  const split = <K extends string>(
    name: string,
    help: string,
    label: string,
    values: (server: Server) => Record<K, number>,
  ) =>
    family(
      `keelson_replica_${name}`,
      'counter',
      help,
      servers.flatMap((one) =>
        Object.entries<number>(values(one)).map(([part, value]) => ({
          labels: { ...one.labels, [label]: part },
          value,
        })),
      ),
    )
  return [
    ...family('keelson_balancer_up', 'gauge', '1 while the balancer answers.', [
      { value: sampler.away === null ? 1 : 0 },
    ]),
    ...of('requests_total', 'counter', 'Requests and connections.', ({ total }) => total.requests),
    ...split('responses_total', 'Answers by class of status.', 'class', ({ total }) => ({
      '1xx': total['1xx'],
      '2xx': total['2xx'],
      '3xx': total['3xx'],
      '4xx': total['4xx'],
      '5xx': total['5xx'],
    })),
    ...split('bytes_total', 'Bytes from visitors (in) and to them (out).', 'direction', ({ total }) => ({
      in: total.bytesIn,
      out: total.bytesOut,
    })),
    ...of('retries_total', 'counter', 'Requests that were sent again.', ({ total }) => total.retries),
    ...of(
      'failures_total',
      'counter',
      'Connections refused, answers broken off.',
      ({ total }) => total.failures,
    ),
    ...of(
      'in_flight',
      'gauge',
      'Requests and connections that are open.',
      ({ statistics }) => statistics.inFlight,
    ),
    ...of('queued', 'gauge', 'Requests that wait for it.', ({ statistics }) => statistics.queued),
    ...of('up', 'gauge', '1 while it gets new requests.', ({ statistics }) =>
      statistics.state === 'up' ? 1 : 0,
    ),
    ...of(
      'weight',
      'gauge',
      'Its share of new requests beside the others.',
      ({ statistics }) => statistics.weight,
    ),
    ...family(
      'keelson_service_latency_seconds',
      'gauge',
      'Until the first byte of the answer, over the last ten seconds.',
      services.flatMap(({ labels, recent }) => {
        const latency = latencyOf(recent.times())
        if (!latency) return []
        const quantiles = { '0.5': latency.p50, '0.95': latency.p95, '0.99': latency.p99 }
        return Object.entries(quantiles).map(([quantile, milliseconds]) => ({
          labels: { ...labels, quantile },
          value: milliseconds / 1000,
        }))
      }),
    ),
  ]
}

function labelsOf(backend: string): Record<string, string> | undefined {
  const parts = backed(backend)
  if (!parts) return undefined
  const { project, environment, service, port } = parts
  return { project, environment, service, port: String(port) }
}
