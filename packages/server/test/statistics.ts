import type { ServerStatistics } from '@keelson/balancer'

/** What the balancer says of a server; what is not said is ordinary. */
export const statistics = (more: Partial<ServerStatistics> = {}): ServerStatistics => ({
  backend: 'shop_production_web_80',
  server: 'c-a',
  address: '10.0.0.1:80',
  state: 'up',
  weight: 100,
  inFlight: 0,
  queued: 0,
  requests: 0,
  requestsPerSecond: 0,
  averageMs: { queue: 0, connect: 0, response: 0, total: 0 },
  statuses: { '1xx': 0, '2xx': 0, '3xx': 0, '4xx': 0, '5xx': 0, other: 0 },
  bytesIn: 0,
  bytesOut: 0,
  errors: { connection: 0, response: 0 },
  retries: 0,
  redispatches: 0,
  health: { result: 'L4OK', status: undefined, durationMs: 0, failures: 0, text: '' },
  stateSeconds: 1,
  downSeconds: 0,
  ...more,
})
