import type { ServerStatistics } from '@keelson/balancer'

/** What a server of the balancer has counted. */
export type Counts = {
  requests: number
  '1xx': number
  '2xx': number
  '3xx': number
  '4xx': number
  '5xx': number
  bytesIn: number
  bytesOut: number
  retries: number
  failures: number
}
export type CountName = keyof Counts
export const countNames = [
  'requests',
  '1xx',
  '2xx',
  '3xx',
  '4xx',
  '5xx',
  'bytesIn',
  'bytesOut',
  'retries',
  'failures',
] as const satisfies CountName[]

export const nothing = (): Counts => ({
  requests: 0,
  '1xx': 0,
  '2xx': 0,
  '3xx': 0,
  '4xx': 0,
  '5xx': 0,
  bytesIn: 0,
  bytesOut: 0,
  retries: 0,
  failures: 0,
})

export function countsOf(server: ServerStatistics): Counts {
  const { requests, statuses, bytesIn, bytesOut, retries, redispatches, errors } = server
  return {
    requests,
    '1xx': statuses['1xx'],
    '2xx': statuses['2xx'],
    '3xx': statuses['3xx'],
    '4xx': statuses['4xx'],
    '5xx': statuses['5xx'],
    bytesIn,
    bytesOut,
    retries: retries + redispatches,
    failures: errors.connection + errors.response,
  }
}

/** Adds in place. */
export function add(to: Counts, more: Counts): Counts {
  for (const name of countNames) to[name] += more[name]
  return to
}

export const placeOf = (backend: string, server: string) => `${backend}/${server}`

/** What every worker's servers had counted, by `<pid> <backend>/<server>`. */
export type Counted = ReadonlyMap<string, Counts>
type Workers = { pid: number; servers: ServerStatistics[] }[]

/**
 * What was counted between two looks, by `<backend>/<server>`. Each worker counts by itself, and a reload starts one
 * that begins at nothing while the old one goes on: so each is compared with itself, and the differences are added. A
 * server that was taken out and put in again counts from nothing too. Without a look before, nothing is known. Pure.
 */
export function countedSince(
  before: Counted | undefined,
  workers: Workers,
): { counted: Counted; since: Map<string, Counts> } {
  const counted = new Map<string, Counts>()
  const since = new Map<string, Counts>()
  for (const { pid, servers } of workers) {
    for (const server of servers) {
      const place = placeOf(server.backend, server.server)
      const now = countsOf(server)
      counted.set(`${pid} ${place}`, now)
      if (before)
        since.set(place, add(since.get(place) ?? nothing(), difference(before.get(`${pid} ${place}`), now)))
    }
  }
  return { counted, since }
}

function difference(before: Counts | undefined, now: Counts): Counts {
  if (!before || countNames.some((name) => now[name] < before[name])) return now
  const result = nothing()
  for (const name of countNames) result[name] = now[name] - before[name]
  return result
}
