import { type Balancer, BalancerAway, type ServerStatistics } from '@keelson/balancer'
import type { BalancedState } from '@keelson/protocol'
import type { Log } from '../system/log.ts'
import { add, type Counted, type Counts, countedSince, nothing, placeOf } from './counters.ts'
import { History } from './history.ts'
import { Recent } from './recent.ts'

/** While somebody looks; while autoscaling needs figures; else. In milliseconds. */
const paces = { watched: 1_000, needed: 5_000, idle: 10_000 } as const
const changesKept = 20
const minuteMs = 60_000

export type Change = { at: number; state: BalancedState; text: string }
/** One server as it was seen last. */
export type SeenServer = {
  statistics: ServerStatistics
  recent: Recent
  /** Since Keelson looks, over all reloads. */
  total: Counts
  /** Newest first. */
  changes: Change[]
}
/** One backend: what its servers do together. */
export type SeenService = { recent: Recent; history: History; inFlight: number; queued: number }

type Options = {
  balancer: Pick<Balancer, 'statistics' | 'timings'>
  log: Pick<Log, 'warn'>
  /** How often to look. */
  pace: () => keyof typeof paces
  /** After every look. */
  onLook?: () => void
  /** At the end of every minute, before the next begins. */
  onMinute?: (end: number) => Promise<void>
}

/** Looks at the balancer again and again, and keeps what it saw: rates, times, changes of state, the last hour. */
export class Sampler {
  readonly servers = new Map<string, SeenServer>()
  readonly services = new Map<string, SeenService>()
  /** Why the balancer did not answer last. */
  away: string | null = null
  /** When it answered last, in milliseconds since 1970. */
  at = 0
  readonly #options: Options
  #counted: Counted | undefined
  #read: ReadonlySet<string> | undefined
  #timer: NodeJS.Timeout | undefined
  #next = 0
  #looking: Promise<void> | undefined
  #minute = 0
  #closed = false

  constructor(options: Options) {
    this.#options = options
  }

  start(): void {
    void this.look()
  }

  close(): void {
    this.#closed = true
    clearTimeout(this.#timer)
  }

  /** Somebody began to look: the next look is not left waiting for the idle pace. */
  hasten(): void {
    if (this.#next - Date.now() > paces[this.#options.pace()]) this.#plan()
  }

  /** Looks now; two at once are one. */
  look(): Promise<void> {
    this.#looking ??= this.#look(Date.now()).finally(() => {
      this.#looking = undefined
      this.#plan()
    })
    return this.#looking
  }

  #plan(): void {
    clearTimeout(this.#timer)
    if (this.#closed) return
    const wait = paces[this.#options.pace()]
    this.#next = Date.now() + wait
    this.#timer = setTimeout(() => void this.look(), wait).unref()
  }

  async #look(now: number): Promise<void> {
    const { balancer, log, onLook, onMinute } = this.#options
    try {
      const statistics = await balancer.statistics()
      const { counted, since } = countedSince(this.#counted, statistics.workers)
      const busy = [...since.values()].some(({ requests }) => requests > 0)
      // Right after the start, what stands in the ring is of nobody knows when.
      const times = busy || !this.#read ? await this.#readTimes() : new Map<string, number[]>()
      const milliseconds = this.#counted ? now - this.at : 0
      this.#counted = counted
      this.#keep(now, milliseconds, statistics.servers, since, times)
      this.at = now
      this.away = null
    } catch (error) {
      if (!(error instanceof BalancerAway)) log.warn(error)
      this.away = error instanceof Error ? error.message : String(error)
      // Whatever it counts when it is back has nothing to do with what it counted before.
      this.#counted = undefined
    }
    const minute = Math.floor(now / minuteMs)
    if (minute !== this.#minute && this.#minute !== 0) await onMinute?.(now).catch((error) => log.warn(error))
    this.#minute = minute
    onLook?.()
  }

  /** New times by place. A line that was there at the last look has been read. */
  async #readTimes(): Promise<Map<string, number[]>> {
    const timings = await this.#options.balancer.timings()
    const read = new Set(timings.map(({ worker, number }) => `${worker} ${number}`))
    const before = this.#read
    this.#read = read
    const times = new Map<string, number[]>()
    if (!before) return times
    for (const { worker, number, backend, server, milliseconds } of timings) {
      if (before.has(`${worker} ${number}`)) continue
      const place = placeOf(backend, server)
      const list = times.get(place) ?? []
      list.push(milliseconds)
      times.set(place, list)
    }
    return times
  }

  #keep(
    now: number,
    milliseconds: number,
    servers: ServerStatistics[],
    since: Map<string, Counts>,
    times: Map<string, number[]>,
  ): void {
    const places = new Set<string>()
    for (const statistics of servers) {
      const place = placeOf(statistics.backend, statistics.server)
      places.add(place)
      const seen = this.servers.get(place) ?? {
        statistics,
        recent: new Recent(),
        total: nothing(),
        changes: [],
      }
      noteChange(seen, statistics, now)
      seen.statistics = statistics
      const counts = since.get(place) ?? nothing()
      add(seen.total, counts)
      if (milliseconds > 0) seen.recent.count(now, milliseconds, counts)
      seen.recent.timed(now, times.get(place) ?? [])
      this.servers.set(place, seen)
    }
    for (const place of this.servers.keys()) if (!places.has(place)) this.servers.delete(place)
    const backends = Map.groupBy(servers, ({ backend }) => backend)
    for (const [name, members] of backends) {
      const service = this.services.get(name) ?? {
        recent: new Recent(),
        history: new History(),
        inFlight: 0,
        queued: 0,
      }
      const total = nothing()
      const all: number[] = []
      for (const { server } of members) {
        add(total, since.get(placeOf(name, server)) ?? nothing())
        all.push(...(times.get(placeOf(name, server)) ?? []))
      }
      service.inFlight = members.reduce((sum, { inFlight }) => sum + inFlight, 0)
      service.queued = members.reduce((sum, { queued }) => sum + queued, 0)
      service.recent.timed(now, all)
      if (milliseconds > 0) {
        service.recent.count(now, milliseconds, total)
        service.history.add(now, milliseconds, total, service.inFlight, all)
      }
      this.services.set(name, service)
    }
    // A service without servers still has its hour; one whose hour is over is forgotten.
    for (const [name, service] of this.services) {
      if (backends.has(name)) continue
      service.inFlight = 0
      service.queued = 0
      service.recent.count(now, Math.max(1, milliseconds), nothing())
      service.recent.timed(now, [])
      if (milliseconds > 0) service.history.add(now, milliseconds, nothing(), 0, [])
      if (service.history.since(now - 3_600_000).every(({ requests }) => requests === 0))
        this.services.delete(name)
    }
  }
}

function noteChange(seen: SeenServer, { state, health, stateSeconds }: ServerStatistics, now: number): void {
  if (seen.changes[0]?.state === state) return
  const text = state === 'down' ? [health.result, health.text].filter(Boolean).join(': ') : ''
  // Of what was so before the first look, the balancer says since when.
  const at = seen.changes.length === 0 ? now - stateSeconds * 1000 : now
  seen.changes = [{ at, state, text }, ...seen.changes].slice(0, changesKept)
}
