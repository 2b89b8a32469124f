import type { DeployId, ProjectName } from '@keelson/protocol'
import { CleanupJob, endpoints } from '@keelson/protocol'
import { showCleanup, showCleanupJob } from '../cleanup/show.ts'
import { findCleanup } from '../cleanup/store.ts'
import type { Context } from '../context.ts'
import { showDeploy } from '../deploys/show.ts'
import type { DeployRow } from '../deploys/store.ts'
import { listDomains } from '../domains/store.ts'
import type { ObservedContainers } from '../environments/observed.ts'
import { projectById } from '../projects/store.ts'
import { viewProject } from '../projects/view.ts'
import type { Live } from './live.ts'

const settleMs = 50

/** Tells the pages what changed: whole new states, at most one in 50 ms for each project or cleanup, and only if somebody listens. */
export class Announcer {
  live: Live | undefined
  readonly #context: Pick<Context, 'database' | 'installation' | 'log'> & { observed: ObservedContainers }
  readonly #due = new Map<string, NodeJS.Timeout>()

  constructor(
    context: Pick<Context, 'database' | 'installation' | 'log'> & { observed: ObservedContainers },
  ) {
    this.#context = context
  }

  /** Something about this project changed. */
  project(id: string): void {
    this.#soon(id, () => this.#tellProject(id))
  }

  /** Something about this cleanup changed: it was asked for, has begun, is through with a thing, is over. */
  cleanup(id: string): void {
    this.#soon(id, () => this.#tellCleanup(id))
  }

  /** Where projects are reached under names of their own may have changed: DNS, a certificate. */
  async addresses(): Promise<void> {
    try {
      for (const domain of await listDomains(this.#context.database)) this.project(domain.project_id)
    } catch (error) {
      this.#context.log.warn(error)
    }
  }

  /** A deploy changed its state. */
  deploy(row: DeployRow): void {
    const deploy = endpoints.oneDeploy.answer.parse(showDeploy(row))
    this.live?.send(`deploy:${row.id}`, { kind: 'deploy', deploy })
    this.live?.send(`project:${row.project}`, { kind: 'deploy', deploy })
    if (row.project_id) this.project(row.project_id)
  }

  deployEvents(id: DeployId, events: Parameters<Live['deployEvents']>[1]): void {
    this.live?.deployEvents(id, events)
  }

  projectDeleted(name: ProjectName): void {
    this.live?.send('projects', { kind: 'project-deleted', name })
    this.live?.send(`project:${name}`, { kind: 'project-deleted', name })
  }

  close(): void {
    for (const timer of this.#due.values()) clearTimeout(timer)
    this.#due.clear()
  }

  #soon(id: string, tell: () => Promise<void>): void {
    if (this.#due.has(id)) return
    const timer = setTimeout(() => {
      this.#due.delete(id)
      tell().catch((error) => this.#context.log.warn(error))
    }, settleMs)
    this.#due.set(id, timer)
  }

  async #tellCleanup(id: string): Promise<void> {
    const { live } = this
    if (!(live?.isHeard('cleanups') || live?.isHeard('jobs'))) return
    const row = await findCleanup(this.#context.database, id)
    if (!row) return
    live.send('cleanups', { kind: 'cleanup', cleanup: endpoints.oneCleanup.answer.parse(showCleanup(row)) })
    live.send('jobs', { kind: 'cleanup-job', cleanup: CleanupJob.parse(showCleanupJob(row)) })
  }

  async #tellProject(id: string): Promise<void> {
    const { live } = this
    if (!live) return
    const row = await projectById(this.#context.database, id)
    if (!row || !(live.isHeard('projects') || live.isHeard(`project:${row.name}`))) return
    const view = await viewProject(this.#context, row)
    const project = endpoints.project.answer.parse(view.project)
    const room = `project:${row.name}` as const
    live.send('projects', { kind: 'project', project })
    live.send(room, { kind: 'project', project })
    live.send(room, {
      kind: 'project-detail',
      name: project.name,
      versions: endpoints.versions.answer.parse(view.versions),
      environments: endpoints.environments.answer.parse(view.environments),
    })
    for (const environment of endpoints.environments.answer.parse(view.environments)) {
      const services = endpoints.services.answer.parse(view.services.get(environment.name) ?? [])
      live.send(room, { kind: 'services', name: project.name, environment: environment.name, services })
    }
  }
}
