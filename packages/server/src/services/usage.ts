import { type ContainerStats, containerStats, type Docker } from '@keelson/engine'
import type { ReplicaUsage } from '@keelson/protocol'
import type { z } from 'zod'

type Point = z.input<typeof ReplicaUsage>['points'][number]
export type Look = { at: number; cpu: number; received: number; sent: number; read: number; written: number }
type Series = { watchedUntil: number; timer: NodeJS.Timeout; last: Look | undefined; points: Point[] }

/** How often a watched replica is measured, how long a question watches it, and how much is kept. Milliseconds. */
const everyMs = 2_000
const watchedMs = 30_000
const keptMs = 3_600_000

/** Measures the replicas that somebody watches, and no others: idle it costs nothing. The last hour is in memory. */
export class ReplicaUsages {
  readonly #docker: Docker
  readonly #series = new Map<string, Series>()

  constructor(docker: Docker) {
    this.#docker = docker
  }

  /** What was measured so far; asking keeps the replica watched. */
  async watch(id: string): Promise<Point[]> {
    const now = Date.now()
    const known = this.#series.get(id)
    if (known) {
      known.watchedUntil = now + watchedMs
      return known.points
    }
    const timer = setInterval(() => void this.#measure(id), everyMs).unref()
    this.#series.set(id, { watchedUntil: now + watchedMs, timer, last: undefined, points: [] })
    await this.#measure(id)
    return this.#series.get(id)?.points ?? []
  }

  close(): void {
    for (const { timer } of this.#series.values()) clearInterval(timer)
    this.#series.clear()
  }

  async #measure(id: string): Promise<void> {
    const series = this.#series.get(id)
    if (!series) return
    const now = Date.now()
    if (now > series.watchedUntil) return this.#rest(id, series, now)
    try {
      const stats = await containerStats(this.#docker, id, {
        oneShot: true,
        signal: AbortSignal.timeout(everyMs),
      })
      const look = lookOf(stats, Date.now())
      if (series.last) series.points.push(pointBetween(series.last, look, stats))
      series.last = look
      const first = series.points.findIndex(({ at }) => at * 1000 > now - keptMs)
      if (first > 0) series.points.splice(0, first)
    } catch {
      // Stopped or gone: the line has a gap until it is there again.
      series.last = undefined
    }
  }

  /** Nobody watches: it is measured no more; what is known stays for as long as it is of use. */
  #rest(id: string, series: Series, now: number): void {
    series.last = undefined
    const newest = series.points.at(-1)
    if (newest && newest.at * 1000 > now - keptMs) return
    clearInterval(series.timer)
    this.#series.delete(id)
  }
}

const sum = (values: number[]) => values.reduce((all, value) => all + value, 0)

/** The counters of a container at a time in milliseconds. Pure. */
export function lookOf({ cpu_stats: cpu, networks, blkio_stats: disk }: ContainerStats, at: number): Look {
  const io = disk?.io_service_bytes_recursive ?? []
  const bytes = (op: string) =>
    sum(io.filter((entry) => entry.op.toLowerCase() === op).map(({ value }) => value))
  return {
    at,
    cpu: cpu.cpu_usage.total_usage,
    received: sum(Object.values(networks ?? {}).map(({ rx_bytes }) => rx_bytes)),
    sent: sum(Object.values(networks ?? {}).map(({ tx_bytes }) => tx_bytes)),
    read: bytes('read'),
    written: bytes('write'),
  }
}

/** Rates between two looks; memory without what the kernel only keeps as long as nobody needs it. Pure. */
export function pointBetween(
  before: Look,
  now: Look,
  { memory_stats: memory }: Pick<ContainerStats, 'memory_stats'>,
): Point {
  const seconds = Math.max(0.001, (now.at - before.at) / 1000)
  const rate = (from: number, to: number) => Math.max(0, Math.round((to - from) / seconds))
  const cache = memory.stats?.total_inactive_file ?? memory.stats?.inactive_file ?? 0
  return {
    at: Math.round(now.at / 1000),
    cpu: Math.max(0, (now.cpu - before.cpu) / 1e9 / seconds),
    memory: Math.max(0, (memory.usage ?? 0) - cache),
    received: rate(before.received, now.received),
    sent: rate(before.sent, now.sent),
    read: rate(before.read, now.read),
    written: rate(before.written, now.written),
  }
}
