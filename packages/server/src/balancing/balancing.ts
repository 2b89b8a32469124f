import { type Balancer, BalancerAway } from '@keelson/balancer'
import { type BalancerState, endpoints, type ProjectTraffic } from '@keelson/protocol'
import type { z } from 'zod'
import type { Context } from '../context.ts'
import { readOwnAddresses } from '../domains/addresses.ts'
import type { ObservedContainers } from '../environments/observed.ts'
import type { Router } from '../environments/router.ts'
import { listEnvironments } from '../environments/store.ts'
import type { Live } from '../live/live.ts'
import { listProjects } from '../projects/store.ts'
import { asHistory, type Point } from './history.ts'
import { readMinutes, saveMinutes, withQuietMinutes } from './minutes.ts'
import { forgetOverrides, readOverrides } from './overrides.ts'
import { Sampler } from './sampler.ts'
import { backed, viewBalancer } from './view.ts'

type Parts = Pick<Context, 'database' | 'installation' | 'log'> & {
  observed: ObservedContainers
  balancer: Balancer
  router: Router
}

/** A page that asks by plain HTTP is a watcher for so long. */
const askedMs = 15_000
const hourMs = 3_600_000

/** What the balancer does, for pages, metrics and autoscaling: seen, remembered, told. */
export class Balancing {
  live: Live | undefined
  /** Does anybody decide by these figures? Then they are kept fresh even while nobody watches. */
  needed: () => boolean = () => false
  readonly sampler: Sampler
  readonly #parts: Parts
  #asked = 0
  #telling = false

  constructor(parts: Parts) {
    this.#parts = parts
    this.sampler = new Sampler({
      balancer: parts.balancer,
      log: parts.log,
      pace: () => (this.#isWatched() ? 'watched' : this.needed() ? 'needed' : 'idle'),
      onLook: () => {
        void this.#tell()
        void this.#endStuckWorkers()
      },
      onMinute: (end) => this.#endMinute(end),
    })
  }

  start(): void {
    this.sampler.start()
  }

  close(): void {
    this.sampler.close()
  }

  /** The present, not older than what a watching page gets. */
  async state(): Promise<z.input<typeof BalancerState>> {
    const wasWatched = this.#isWatched()
    this.#asked = Date.now()
    if (!wasWatched) await this.sampler.look()
    return this.#view()
  }

  /** Somebody entered the room: they hear the next look soon. */
  watched(): void {
    this.sampler.hasten()
  }

  /** @throws nothing: a service that nobody knows has an empty history */
  async history(service: string, range: 'recent' | 'hour' | 'day') {
    const now = Date.now()
    if (range === 'day') {
      const [from, to] = [new Date(now - 24 * hourMs), new Date(now)]
      return asHistory(
        service,
        withQuietMinutes(await readMinutes(this.#parts.database, service, from), from, to),
      )
    }
    const points = this.sampler.services
      .get(service)
      ?.history.since(now - (range === 'hour' ? hourMs : 300_000))
    return asHistory(service, points ?? [])
  }

  /** Of every project that had a request within the hour. */
  projects(): z.input<typeof ProjectTraffic>[] {
    const now = Date.now()
    const byProject = new Map<string, { requests: number; minutes: number[] }>()
    for (const [name, { recent, history }] of this.sampler.services) {
      const project = backed(name)?.project
      if (!project) continue
      const entry = byProject.get(project) ?? { requests: 0, minutes: new Array<number>(60).fill(0) }
      entry.requests += recent.rates().requests
      for (const [index, mean] of minuteMeans(history.since(now - hourMs), now).entries())
        entry.minutes[index] = (entry.minutes[index] ?? 0) + mean
      byProject.set(project, entry)
    }
    return [...byProject].map(([project, { requests, minutes }]) => ({
      project,
      requests: Math.round(requests * 100) / 100,
      minutes: minutes.map((value) => Math.round(value * 100) / 100),
    }))
  }

  #isWatched(): boolean {
    return (this.live?.isHeard('balancer') ?? false) || Date.now() - this.#asked < askedMs
  }

  async #view(): Promise<z.input<typeof BalancerState>> {
    const { database, observed, router, installation } = this.#parts
    const [projects, environments, overrides, own] = await Promise.all([
      listProjects(database),
      listEnvironments(database),
      readOverrides(database),
      readOwnAddresses(this.#parts),
    ])
    const names = new Map(projects.map(({ id, name }) => [id, name]))
    return viewBalancer({
      config: router.applied ?? { routes: [], published: [], backends: [] },
      hosts: router.hosts,
      seen: this.sampler,
      containers: observed.all(),
      composeProjects: new Map(
        environments.map((row) => [`${names.get(row.project_id)}/${row.name}`, row.compose_project]),
      ),
      overrides,
      leavingUntil: (container) => router.traffic.leavingUntil(container),
      installation,
      ownUrls: new Map(own.map(({ host, url }) => [host, url])),
    })
  }

  async #tell(): Promise<void> {
    const { live } = this
    if (this.#telling || !live?.isHeard('balancer')) return
    this.#telling = true
    try {
      live.send('balancer', {
        kind: 'balancer',
        balancer: endpoints.balancer.answer.parse(await this.#view()),
      })
    } catch (error) {
      this.#parts.log.warn(error)
    } finally {
      this.#telling = false
    }
  }

  async #endStuckWorkers(): Promise<void> {
    const { balancer, log } = this.#parts
    try {
      const pids = await balancer.endStuckWorkers()
      if (pids.length > 0)
        log.warn(
          `Ended a process of the balancer that had nothing left to do and did not end: ${pids.join(', ')}.`,
        )
    } catch (error) {
      // That it is away, the look has said.
      if (!(error instanceof BalancerAway)) log.warn(error)
    }
  }

  async #endMinute(end: number): Promise<void> {
    const { database, observed } = this.#parts
    const minutes = new Map<string, Point>()
    for (const [name, { history }] of this.sampler.services) {
      const minute = history.takeMinute(end)
      if (minute && backed(name)) minutes.set(name, minute)
    }
    await saveMinutes(database, minutes)
    if (!observed.reachable) return
    const here = new Set(observed.all().map(({ id }) => id))
    const overrides = await readOverrides(database)
    await forgetOverrides(
      database,
      [...overrides.keys()].filter((id) => !here.has(id)),
    )
  }
}

/** The mean of each of the last 60 minutes, oldest first. Pure. */
export function minuteMeans(points: readonly Point[], now: number): number[] {
  const sums = new Array<number>(60).fill(0)
  const counts = new Array<number>(60).fill(0)
  for (const { at, requests } of points) {
    const index = 59 - Math.floor((now - at * 1000) / 60_000)
    if (index < 0 || index > 59) continue
    sums[index] = (sums[index] ?? 0) + requests
    counts[index] = (counts[index] ?? 0) + 1
  }
  return sums.map((sum, index) => (counts[index] ? sum / counts[index] : 0))
}
