import { type Balancer, BalancerAway, type ServerStatistics, serverName } from '@keelson/balancer'
import type { ObservedContainers } from '../environments/observed.ts'
import { versionLabel } from '../environments/servers.ts'
import { type EnvironmentRow, listEnvironments } from '../environments/store.ts'
import type { Database } from '../storage/database.ts'
import type { Log } from '../system/log.ts'
import { type Answers, whyEnd } from './canary-verdict.ts'
import type { Operations } from './operations.ts'
import { unfinishedDeploys } from './store.ts'

const lookMs = 1000

type Parts = {
  database: Database
  balancer: Pick<Balancer, 'statistics'>
  observed: Pick<ObservedContainers, 'of'>
  operations: Pick<Operations, 'request'>
  log: Pick<Log, 'warn'>
}

/** Counts what canaries answer, and ends those that fail more than what is on beside them. */
export class CanaryGuard {
  readonly #parts: Parts
  readonly #seen = new Map<string, Counter>()
  #timer: NodeJS.Timeout | undefined
  #closed = false

  constructor(parts: Parts) {
    this.#parts = parts
  }

  start(): void {
    if (this.#closed) return
    this.#timer = setTimeout(async () => {
      await this.#look().catch((error) => {
        if (!(error instanceof BalancerAway)) this.#parts.log.warn(error)
      })
      this.start()
    }, lookMs)
  }

  close(): void {
    this.#closed = true
    clearTimeout(this.#timer)
  }

  async #look(): Promise<void> {
    const { database, balancer } = this.#parts
    const watched = (await listEnvironments(database)).filter(({ canary }) => canary !== null)
    if (watched.length === 0) return this.#seen.clear()
    const { servers } = await balancer.statistics()
    for (const server of servers) {
      const key = `${server.backend}/${server.server}`
      const counter = this.#seen.get(key) ?? new Counter(server)
      this.#seen.set(key, counter)
      counter.count(server)
    }
    for (const environment of watched) await this.#judge(environment, servers)
  }

  async #judge(environment: EnvironmentRow, servers: ServerStatistics[]): Promise<void> {
    const { database, observed, operations } = this.#parts
    const { canary, name, project_id: projectId, version } = environment
    if (!canary) return
    const its: Answers = { requests: 0, failed: 0 }
    const others: Answers = { requests: 0, failed: 0 }
    for (const { id, labels } of observed.of(environment.compose_project)) {
      const side = labels[versionLabel] === String(canary.version) ? its : others
      for (const { backend, server } of servers.filter((one) => one.server === serverName({ id }))) {
        const counter = this.#seen.get(`${backend}/${server}`)
        side.requests += counter?.requests ?? 0
        side.failed += counter?.failed ?? 0
      }
    }
    const why = whyEnd(canary, version, its, others)
    if (why === undefined) return
    const running = await unfinishedDeploys(database, projectId)
    if (running.some(({ environment: of }) => of === name || of === null)) return
    await operations.request(projectId, {
      kind: 'abort',
      environment: name,
      version: canary.version,
      ref: null,
      requestedBy: 'keelson',
      canary: { why },
    })
  }
}

/** What a server did since it was first looked at; its own figures begin anew when the balancer is reloaded. */
class Counter {
  requests = 0
  failed = 0
  #last: { requests: number; failed: number }

  constructor(first: ServerStatistics) {
    this.#last = figures(first)
  }

  count(server: ServerStatistics): void {
    const now = figures(server)
    const again = now.requests < this.#last.requests
    this.requests += now.requests - (again ? 0 : this.#last.requests)
    this.failed += now.failed - (again ? 0 : this.#last.failed)
    this.#last = now
  }
}

const figures = ({ statuses }: ServerStatistics) => {
  const { '5xx': failed, ...others } = statuses
  return { requests: failed + Object.values(others).reduce((sum, count) => sum + count, 0), failed }
}
