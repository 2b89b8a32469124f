import type { TrafficHistory } from '@keelson/protocol'
import type { Counts } from './counters.ts'
import { latencyOf } from './quantiles.ts'

/** A point every five seconds at the most, for an hour at the least. */
export const pointMs = 5_000
const length = 720
const timesKept = 2_000
const columns = ['at', 'requests', 'errors', 'inFlight', 'bytes', 'p50', 'p95', 'p99'] as const
type Column = (typeof columns)[number]
export type Point = Record<Column, number>

/** What is gathered until it becomes a point. */
class Gathering {
  #milliseconds = 0
  #inFlight = 0
  #counted = { requests: 0, errors: 0, bytes: 0 }
  #times: number[] = []

  add(milliseconds: number, counts: Counts, inFlight: number, times: readonly number[]): void {
    this.#milliseconds += milliseconds
    this.#inFlight += inFlight * milliseconds
    this.#counted.requests += counts.requests
    this.#counted.errors += counts['5xx'] + counts.failures
    this.#counted.bytes += counts.bytesIn + counts.bytesOut
    if (this.#times.length < timesKept) this.#times.push(...times)
  }

  get milliseconds(): number {
    return this.#milliseconds
  }

  /** The point at this time (milliseconds since 1970), and begins anew. Quantiles are NaN without a request. */
  take(at: number): Point {
    const seconds = this.#milliseconds / 1000
    const { requests, errors, bytes } = this.#counted
    const { p50, p95, p99 } = latencyOf(this.#times) ?? { p50: Number.NaN, p95: Number.NaN, p99: Number.NaN }
    const point = {
      at: Math.round(at / 1000),
      requests: requests / seconds,
      errors: errors / seconds,
      inFlight: this.#inFlight / this.#milliseconds,
      bytes: bytes / seconds,
      p50,
      p95,
      p99,
    }
    this.#milliseconds = 0
    this.#inFlight = 0
    this.#counted = { requests: 0, errors: 0, bytes: 0 }
    this.#times = []
    return point
  }
}

/** The last hour of one service in 30 kB, and the minute that has not been stored yet. */
export class History {
  #columns: Record<Column, Float64Array | Float32Array> | undefined
  #written = 0
  readonly #point = new Gathering()
  readonly #minute = new Gathering()

  add(now: number, milliseconds: number, counts: Counts, inFlight: number, times: readonly number[]): void {
    this.#point.add(milliseconds, counts, inFlight, times)
    this.#minute.add(milliseconds, counts, inFlight, times)
    if (this.#point.milliseconds >= pointMs - 100) this.#write(this.#point.take(now))
  }

  /** The minute that ends now. */
  takeMinute(now: number): Point | undefined {
    return this.#minute.milliseconds === 0 ? undefined : this.#minute.take(now)
  }

  /** Points at or after this time, in milliseconds since 1970; oldest first. */
  since(from: number): Point[] {
    const found = this.#columns
    if (!found) return []
    const first = Math.max(0, this.#written - length)
    const points: Point[] = []
    for (let index = first; index < this.#written; index += 1) {
      const point = {} as Point
      for (const column of columns) point[column] = found[column][index % length] ?? 0
      if (point.at * 1000 >= from) points.push(point)
    }
    return points
  }

  #write(point: Point): void {
    // What was never asked for takes no memory.
    if (!this.#columns && point.requests === 0 && point.errors === 0) return
    this.#columns ??= {
      at: new Float64Array(length),
      requests: new Float32Array(length),
      errors: new Float32Array(length),
      inFlight: new Float32Array(length),
      bytes: new Float32Array(length),
      p50: new Float32Array(length),
      p95: new Float32Array(length),
      p99: new Float32Array(length),
    }
    for (const column of columns) this.#columns[column][this.#written % length] = point[column]
    this.#written += 1
  }
}

const orNull = (value: number) => (Number.isNaN(value) ? null : round(value))
const round = (value: number) => Math.round(value * 100) / 100

/** As the API gives it. */
export function asHistory(service: string, points: readonly Point[]): TrafficHistory {
  return {
    service,
    at: points.map(({ at }) => at),
    requests: points.map(({ requests }) => round(requests)),
    errors: points.map(({ errors }) => round(errors)),
    inFlight: points.map(({ inFlight }) => round(inFlight)),
    bytes: points.map(({ bytes }) => Math.round(bytes)),
    p50: points.map(({ p50 }) => orNull(p50)),
    p95: points.map(({ p95 }) => orNull(p95)),
    p99: points.map(({ p99 }) => orNull(p99)),
  }
}
