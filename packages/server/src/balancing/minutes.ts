import type { Database } from '../storage/database.ts'
import type { Point } from './history.ts'

const keptMs = 25 * 3_600_000

/** Stores a minute of each service in which anything happened, and forgets what is older than a day. */
export async function saveMinutes(database: Database, points: ReadonlyMap<string, Point>): Promise<void> {
  const rows = [...points].filter(([, { requests, errors }]) => requests > 0 || errors > 0)
  if (rows.length === 0) return
  await database
    .insertInto('balancer_minutes')
    .values(
      rows.map(([service, { at, requests, errors, inFlight, bytes, p50, p95, p99 }]) => ({
        service,
        at: new Date(at * 1000),
        requests,
        errors,
        in_flight: inFlight,
        bytes,
        p50: numberOrNull(p50),
        p95: numberOrNull(p95),
        p99: numberOrNull(p99),
      })),
    )
    .onConflict((conflict) => conflict.doNothing())
    .execute()
  await database
    .deleteFrom('balancer_minutes')
    .where('at', '<', new Date(Date.now() - keptMs))
    .execute()
}

/** The stored minutes of a service after this time, oldest first; minutes without a request are not among them. */
export async function readMinutes(database: Database, service: string, from: Date): Promise<Point[]> {
  const rows = await database
    .selectFrom('balancer_minutes')
    .selectAll()
    .where('service', '=', service)
    .where('at', '>', from)
    .orderBy('at')
    .execute()
  return rows.map((row) => ({
    at: Math.round(row.at.getTime() / 1000),
    requests: row.requests,
    errors: row.errors,
    inFlight: row.in_flight,
    bytes: row.bytes,
    p50: row.p50 ?? Number.NaN,
    p95: row.p95 ?? Number.NaN,
    p99: row.p99 ?? Number.NaN,
  }))
}

/** Minutes with nothing in them between those that were stored, so that a line goes down to zero. Pure. */
export function withQuietMinutes(points: Point[], from: Date, to: Date): Point[] {
  const quiet = {
    requests: 0,
    errors: 0,
    inFlight: 0,
    bytes: 0,
    p50: Number.NaN,
    p95: Number.NaN,
    p99: Number.NaN,
  }
  const stored = new Map(points.map((point) => [Math.floor(point.at / 60), point]))
  const filled: Point[] = []
  for (let minute = Math.ceil(from.getTime() / 60_000); minute * 60_000 <= to.getTime(); minute += 1) {
    filled.push(stored.get(minute) ?? { ...quiet, at: minute * 60 })
  }
  return filled
}

const numberOrNull = (value: number) => (Number.isNaN(value) ? null : value)
