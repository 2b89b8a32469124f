import { type Balancer, BalancerAway, type BalancerConfig, serverName } from '@keelson/balancer'
import { overridden, readOverrides } from '../balancing/overrides.ts'
import type { Context } from '../context.ts'
import { type DeployRow, lastFailures, unfinishedDeploys } from '../deploys/store.ts'
import { balancerSecrets, readRouteRules, rulesOfEnvironment } from '../domains/routing.ts'
import { Refusal } from '../http/refusal.ts'
import { listProjects } from '../projects/store.ts'
import { isAway } from '../storage/database.ts'
import { findVersion } from '../versions/store.ts'
import { balancerRoutes, emptied, type Routable } from './balancer-config.ts'
import type { ObservedContainers } from './observed.ts'
import { versionLabel } from './servers.ts'
import { type EnvironmentRow, listEnvironments } from './store.ts'
import { Traffic } from './traffic.ts'

/** What of the balancer's configuration does not come from projects. */
export type BalancerFrame = Omit<
  BalancerConfig,
  'routes' | 'published' | 'backends' | 'networkLists' | 'certificates' | 'challenges'
>
type Parts = Pick<Context, 'database' | 'installation' | 'log' | 'sealing'> & {
  observed: ObservedContainers
  balancer: Balancer
  frame: BalancerFrame
}

const settleMs = 30
const againMs = 1000
const lingerMs = 30_000
const patienceMs = 10_000

/** Keeps the balancer at what the database and the engine say: at every change, and once in a while. */
export class Router {
  readonly #parts: Parts
  #due: { at: number; timer: NodeJS.Timeout } | undefined
  /** How often in a row a server that was taken out still had open connections. */
  #lingered = 0
  #closed = false
  #applied: BalancerConfig | undefined
  #hosts: ReadonlyMap<string, string[]> = new Map()
  #last = ''
  #turn: Promise<void> = Promise.resolve()
  /** Who of the replicas gets requests while they are replaced. */
  readonly traffic: Traffic

  constructor(parts: Parts) {
    this.#parts = parts
    this.traffic = new Traffic({
      balancer: parts.balancer,
      route: (signal) => this.route(signal),
      applied: () => this.#applied,
    })
    parts.observed.onChange(() => this.changed())
  }

  /** What the balancer was told last. */
  get applied(): BalancerConfig | undefined {
    return this.#applied
  }

  /** The hosts that lead to each backend, also while they show a page instead. */
  get hosts(): ReadonlyMap<string, string[]> {
    return this.#hosts
  }

  /** Something that routes depend on may have changed. */
  changed(afterMs = settleMs): void {
    const at = Date.now() + afterMs
    // What is due sooner takes what is due later along.
    if (this.#closed || (this.#due && this.#due.at <= at)) return
    clearTimeout(this.#due?.timer)
    const timer = setTimeout(() => {
      this.#due = undefined
      this.#reconcile().catch((error) => {
        if (isAway(error)) this.#parts.log.warn(error)
        else this.#say(error instanceof Error ? error.message : String(error))
        this.changed(againMs)
      })
    }, afterMs)
    this.#due = { at, timer }
  }

  /**
   * Brings the balancer up to date now.
   * @throws Refusal when it refuses, or is away for too long
   */
  async route(signal: AbortSignal): Promise<void> {
    const deadline = Date.now() + patienceMs
    for (;;) {
      signal.throwIfAborted()
      try {
        return await this.#apply()
      } catch (error) {
        if (!(error instanceof BalancerAway)) throw error
        if (Date.now() > deadline)
          throw new Refusal('wrong-state', { detail: error.message }, { cause: error })
        await new Promise((resolve) => setTimeout(resolve, 200))
      }
    }
  }

  /**
   * What an earlier server was doing: whoever the balancer sends requests to has been seen to serve; of an operation
   * that is not over, or was left half-way, whoever gets none yet waits until it goes on.
   */
  async adopt(): Promise<void> {
    const { balancer, database, observed } = this.#parts
    const [{ servers }, environments, unfinished, failures] = await Promise.all([
      balancer.statistics(),
      listEnvironments(database),
      unfinishedDeploys(database),
      lastFailures(database),
    ])
    const serving = new Set(servers.filter(({ state }) => state === 'up').map(({ server }) => server))
    for (const row of environments) {
      const paused = failures.find(
        ({ project_id: project, environment, version }) =>
          project === row.project_id && environment === row.name && version !== row.version,
      )
      const next = (await this.#nextOf(row, unfinished))?.version ?? paused?.version
      for (const { id, health, labels } of observed.of(row.compose_project)) {
        const serves = serving.has(serverName({ id }))
        if (serves && health === 'starting') await observed.prove(id)
        else if (!serves && next != null && labels[versionLabel] === String(next)) this.traffic.hold(id)
      }
    }
  }

  close(): void {
    this.#closed = true
    clearTimeout(this.#due?.timer)
  }

  async #reconcile(): Promise<void> {
    // An engine that does not answer says nothing about what runs: what the balancer has stays.
    if (!this.#parts.observed.reachable || this.#closed) return
    await this.#apply()
    this.#say('')
  }

  /**
   * One after the other, each from what is true when its turn comes: of two at once, the one that looked first could
   * be the one that writes last.
   */
  #apply(): Promise<void> {
    const turn = this.#turn.then(() => this.#applyNow())
    this.#turn = turn.catch(() => {})
    return turn
  }

  async #applyNow(): Promise<void> {
    const { balancer, frame } = this.#parts
    const { hosts, ...wanted } = await this.#routes()
    const next = { ...frame, ...wanted }
    const before = this.#applied && emptied(this.#applied, next)
    if (before) await balancer.apply(before)
    const applied = await balancer.apply(next)
    if (applied.outcome === 'refused') throw new Refusal('wrong-state', { detail: applied.problem })
    this.#applied = next
    this.#hosts = hosts
    this.traffic.forgetAllBut(new Set(this.#parts.observed.all().map(({ id }) => id)))
    this.#lingered = applied.outcome === 'changed' && applied.lingering.length > 0 ? this.#lingered + 1 : 0
    // A websocket may stay for hours: asked again ever more seldom.
    if (this.#lingered > 0) this.changed(Math.min(lingerMs, againMs * 2 ** (this.#lingered - 1)))
  }

  async #routes() {
    const { database, installation, observed } = this.#parts
    const now = new Date()
    const [projects, environments, unfinished, overrides, rules] = await Promise.all([
      listProjects(database),
      listEnvironments(database),
      unfinishedDeploys(database),
      readOverrides(database),
      readRouteRules(this.#parts),
    ])
    const routable = await Promise.all(
      environments.map(async (row): Promise<Routable[]> => {
        const project = projects.find(({ id }) => id === row.project_id)
        if (!project) return []
        const shown = row.version ?? row.last_version
        const version = shown === null ? undefined : await findVersion(database, project.id, shown)
        const busy = unfinished.some(
          ({ project_id: of, environment, kind }) =>
            of === project.id && environment === row.name && kind !== 'off',
        )
        const services = version?.outline.services.map((service) => service.name) ?? []
        const at = { projectId: project.id, environment: row.name, services }
        return [
          {
            ...rulesOfEnvironment(rules, at, now),
            project: project.name,
            name: row.name,
            composeProject: row.compose_project,
            outline: version?.outline ?? null,
            on: row.version !== null,
            busy,
            ports: row.ports,
            next: await this.#nextOf(row, unfinished),
          },
        ]
      }),
    )
    const routes = balancerRoutes(
      routable.flat(),
      (composeProject) => observed.of(composeProject),
      installation,
      this.traffic,
    )
    return {
      ...routes,
      ...balancerSecrets(rules, this.#parts, now),
      backends: overridden(routes.backends, overrides),
    }
  }

  /** The version that comes beside the one that is on: a canary's, or that of the operation that runs. */
  async #nextOf(row: EnvironmentRow, unfinished: DeployRow[]): Promise<Routable['next']> {
    const coming = unfinished.find(
      ({ project_id: of, environment, state, version }) =>
        of === row.project_id && environment === row.name && state === 'running' && version !== null,
    )
    const number = row.canary?.version ?? coming?.version
    if (number == null || number === row.version || row.version === null) return undefined
    const version = await findVersion(this.#parts.database, row.project_id, number)
    if (!version) return undefined
    const { outline } = version
    return { version: number, outline, ...(row.canary && { percent: row.canary.percent }) }
  }

  /** The same trouble is told once. */
  #say(message: string): void {
    if (message !== '' && message !== this.#last) this.#parts.log.warn(`balancer: ${message}`)
    this.#last = message
  }
}
