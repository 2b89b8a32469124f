import type { Autoscale, Usage } from '@keelson/protocol'
import type { Balancing } from '../balancing/balancing.ts'
import { backed } from '../balancing/view.ts'
import type { Context } from '../context.ts'
import type { Operations } from '../deploys/operations.ts'
import { unfinishedDeploys } from '../deploys/store.ts'
import type { ObservedContainers } from '../environments/observed.ts'
import { decide, type Wish, wishOf } from './decide.ts'
import { type At, keyOf, lastTimeUp, listOn, readSettings, recordDecision } from './store.ts'
import { type Measured, Usages } from './usage.ts'

type Parts = Pick<Context, 'database' | 'docker' | 'log'> & {
  observed: ObservedContainers
  operations: Operations
  balancing: Balancing
}
/** A service that is on and has settings, and the containers that do its work. */
type Scaled = At & {
  project: string
  version: number
  settings: Autoscale
  replicas: number
  /** Ids of the containers that run. */
  running: string[]
  /** Something is being done in its environment, or a canary shares it. */
  busy: boolean
}
type Known = { since: number; lastUp: number | undefined; wishes: Wish[]; usage: Usage }

const turnMs = 5_000
/** While nothing is autoscaled. */
const restMs = 15_000
const requestsWindowMs = 20_000
export const requestedBy = 'autoscaler'
const unknown: Usage = { cpu: null, memory: null, requests: null }

/** Looks at every autoscaled service again and again, decides, and asks for a `scale` operation like anybody else. */
export class Autoscaler {
  readonly #parts: Parts
  readonly #usages: Usages
  readonly #known = new Map<string, Known>()
  /** Of the next turn; undefined while one is under way. */
  #timer: NodeJS.Timeout | undefined
  /** Settings changed during a turn. */
  #again = false
  #closed = false
  #needsRates = false

  constructor(parts: Parts) {
    this.#parts = parts
    this.#usages = new Usages(parts.docker)
    parts.balancing.needed = () => this.#needsRates
  }

  start(): void {
    void this.#turn()
  }

  close(): void {
    this.#closed = true
    clearTimeout(this.#timer)
  }

  /** What was measured last. */
  usageOf(at: At): Usage {
    return this.#known.get(keyOf(at))?.usage ?? unknown
  }

  /** Settings changed: what was thought before does not count. */
  reset(at: At): void {
    this.#known.delete(keyOf(at))
    this.#again = true
    if (this.#timer) this.#next(0)
  }

  /** Turns follow each other: two at once would both decide, and each would go on. */
  #next(wait: number): void {
    clearTimeout(this.#timer)
    if (!this.#closed) this.#timer = setTimeout(() => void this.#turn(), wait).unref()
  }

  async #turn(): Promise<void> {
    let wait = turnMs
    this.#timer = undefined
    this.#again = false
    try {
      const scaled = await this.#scaled()
      this.#needsRates = scaled.some(({ settings }) => settings.requests !== undefined)
      for (const one of scaled) await this.#consider(one)
      this.#forget(scaled)
      if (scaled.length === 0) wait = restMs
    } catch (error) {
      this.#parts.log.warn(error)
    }
    this.#next(this.#again ? 0 : wait)
  }

  async #consider(one: Scaled): Promise<void> {
    const { database, operations, log } = this.#parts
    const now = Date.now()
    const key = keyOf(one)
    const known = this.#known.get(key) ?? {
      since: now,
      lastUp: await lastTimeUp(database, one),
      wishes: [],
      usage: unknown,
    }
    this.#known.set(key, known)
    known.usage = await this.#usage(one, now)
    // While replicas come or go the figures are of neither.
    if (one.busy || one.running.length !== one.replicas) return
    const situation = { ...known, settings: one.settings, replicas: one.replicas, now }
    const decision = decide(situation)
    const wish = wishOf(situation)
    const patience = one.settings.downAfter * 1000
    known.wishes = known.wishes.filter(({ at }) => at > now - patience)
    if (wish) known.wishes.push({ at: now, ...wish })
    if (!decision) return
    const change = { before: one.replicas, after: decision.replicas, because: decision.because }
    await operations.request(one.projectId, {
      kind: 'scale',
      environment: one.environment,
      version: one.version,
      ref: null,
      requestedBy,
      scale: { service: one.service, replicas: decision.replicas },
    })
    await recordDecision(database, one, change)
    if (change.after > change.before) known.lastUp = now
    log.info(
      `autoscaler: ${one.project} ${one.environment} ${one.service}: ${change.before} → ${change.after}`,
    )
  }

  /** Every service that is to be scaled and is on. */
  async #scaled(): Promise<Scaled[]> {
    const { database, observed } = this.#parts
    if (!observed.reachable) return []
    const [environments, settings, unfinished] = await Promise.all([
      listOn(database),
      readSettings(database),
      unfinishedDeploys(database),
    ])
    return environments.flatMap(
      ({ projectId, environment, composeProject, scale, canary, project, version, outline }) => {
        const busy =
          canary !== null ||
          unfinished.some(
            (deploy) =>
              deploy.project_id === projectId &&
              (deploy.environment === environment || deploy.environment === null),
          )
        return outline.services.flatMap(({ name: service, replicas, autoscale }): Scaled[] => {
          const at = { projectId, environment, service }
          const own = settings.get(keyOf(at))
          const chosen = own === undefined ? autoscale : own
          if (!chosen) return []
          const running = observed
            .of(composeProject)
            .filter((one) => one.service === service && !one.oneOff && one.state === 'running')
            .map(({ id }) => id)
          return [
            {
              ...at,
              project,
              version,
              settings: chosen,
              replicas: scale[service] ?? replicas,
              running,
              busy,
            },
          ]
        })
      },
    )
  }

  async #usage(one: Scaled, now: number): Promise<Usage> {
    const { cpu, memory, requests } = one.settings
    const measured =
      cpu === undefined && memory === undefined
        ? []
        : await Promise.all(one.running.map((id) => this.#usages.measure(id)))
    return {
      cpu: cpu === undefined ? null : mean(measured, 'cpu'),
      memory: memory === undefined ? null : mean(measured, 'memory'),
      requests: requests === undefined ? null : this.#requests(one, now),
    }
  }

  /** Requests a second for each replica, over the last moments; null while the balancer does not answer. */
  #requests(one: Scaled, now: number): number | null {
    const { sampler } = this.#parts.balancing
    if (sampler.away !== null || sampler.at < now - requestsWindowMs || one.running.length === 0) return null
    let total = 0
    for (const [name, { history }] of sampler.services) {
      const of = backed(name)
      if (of?.project !== one.project || of.environment !== one.environment || of.service !== one.service)
        continue
      const points = history.since(now - requestsWindowMs)
      if (points.length > 0) total += points.reduce((sum, { requests }) => sum + requests, 0) / points.length
    }
    return total / one.running.length
  }

  #forget(scaled: Scaled[]): void {
    const keys = new Set(scaled.map(keyOf))
    for (const key of this.#known.keys()) if (!keys.has(key)) this.#known.delete(key)
    this.#usages.keep(new Set(scaled.flatMap(({ running }) => running)))
  }
}

function mean(measured: Measured[], what: keyof Measured): number | null {
  const values = measured.map((one) => one[what]).filter((value) => value !== null)
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length
}
