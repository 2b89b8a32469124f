import { type ContainerStats, containerStats, type Docker } from '@keelson/engine'
import type { Insertable } from 'kysely'
import type { Observed, ObservedContainers } from '../environments/observed.ts'
import { listEnvironments } from '../environments/store.ts'
import type { Database } from '../storage/database.ts'
import type { Tables } from '../storage/tables.ts'
import type { Log } from '../system/log.ts'
import { saveServiceMinutes } from './minute-store.ts'
import { type Look, lookOf, pointBetween } from './usage.ts'

type Parts = {
  database: Database
  docker: Docker
  observed: Pick<ObservedContainers, 'all' | 'reachable'>
  log: Pick<Log, 'warn'>
}
type Row = Insertable<Tables['service_minutes']>
type Before = { look: Look | undefined; restarts: number }

const minuteMs = 60_000
const patienceMs = 10_000
/** How many containers are measured at the same time. */
const together = 4

/** Measures every replica once a minute, whoever looks, and stores a day of it. */
export class ServiceMinutes {
  readonly #parts: Parts
  #before = new Map<string, Before>()
  #timer: NodeJS.Timeout | undefined
  #closed = false

  constructor(parts: Parts) {
    this.#parts = parts
  }

  start(): void {
    void this.#turn()
  }

  close(): void {
    this.#closed = true
    clearTimeout(this.#timer)
  }

  /** Measures now; what was used is of the time since the look before. */
  async look(now: Date): Promise<void> {
    const { database, observed } = this.#parts
    if (!observed.reachable) return
    const places = new Map(
      (await listEnvironments(database)).map((row) => [
        row.compose_project,
        { id: row.project_id, name: row.name },
      ]),
    )
    const replicas = observed
      .all()
      .filter(
        ({ oneOff, service, composeProject }) => !oneOff && service !== '' && places.has(composeProject),
      )
    const seen = new Map<string, Before>()
    const rows: Row[] = []
    await eachOf(replicas, together, async (replica) => {
      const place = places.get(replica.composeProject)
      const measured = await this.#measure(replica)
      seen.set(replica.id, measured.now)
      if (place && measured.figures) {
        rows.push({
          project_id: place.id,
          environment: place.name,
          service: replica.service,
          replica: replica.name,
          at: now,
          ...measured.figures,
        })
      }
    })
    this.#before = seen
    await saveServiceMinutes(database, rows, now)
  }

  async #measure(replica: Observed) {
    const before = this.#before.get(replica.id)
    const stats = replica.state === 'running' ? await this.#stats(replica.id) : undefined
    const look = stats && lookOf(stats, Date.now())
    const now: Before = { look, restarts: replica.restartCount }
    // Of what happened before the first look, nobody knows when.
    const restarts = before ? Math.max(0, now.restarts - before.restarts) : 0
    const point = stats && look && before?.look && pointBetween(before.look, look, stats)
    const figures = point
      ? { ...figuresOf(point), restarts }
      : restarts > 0
        ? { cpu: 0, memory: 0, received: 0, sent: 0, read: 0, written: 0, restarts }
        : undefined
    return { now, figures }
  }

  /** One that is gone meanwhile measures nothing. */
  #stats(id: string): Promise<ContainerStats | undefined> {
    const signal = AbortSignal.timeout(patienceMs)
    return containerStats(this.#parts.docker, id, { oneShot: true, signal }).catch(() => undefined)
  }

  async #turn(): Promise<void> {
    try {
      await this.look(new Date())
    } catch (error) {
      this.#parts.log.warn(error)
    }
    if (this.#closed) return
    // At the beginning of each minute, so that looks of several replicas are of the same one.
    this.#timer = setTimeout(() => void this.#turn(), minuteMs - (Date.now() % minuteMs)).unref()
  }
}

const figuresOf = ({ at: _, ...figures }: ReturnType<typeof pointBetween>) => figures

/** Calls with each of them, so many at the same time. */
async function eachOf<T>(all: readonly T[], together: number, act: (one: T) => Promise<void>): Promise<void> {
  const rest = all.values()
  await Promise.all(
    Array.from({ length: together }, async () => {
      for (const one of rest) await act(one)
    }),
  )
}
