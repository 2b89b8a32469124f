import { Refusal } from '../http/refusal.ts'
import type { Jobs } from '../jobs/queue.ts'
import type { Announcer } from '../live/announcer.ts'
import type { Database } from '../storage/database.ts'
import type { Log } from '../system/log.ts'
import * as store from './store.ts'

/** Asking for operations, and stopping them: what the routes do, and the worker takes part in. */
export class Operations {
  readonly #database: Database
  readonly #jobs: Jobs
  readonly #announcer: Announcer
  readonly #log: Pick<Log, 'warn'>
  readonly #running = new Map<string, AbortController>()

  constructor(parts: { database: Database; jobs: Jobs; announcer: Announcer; log: Pick<Log, 'warn'> }) {
    this.#database = parts.database
    this.#jobs = parts.jobs
    this.#announcer = parts.announcer
    this.#log = parts.log
  }

  /** `graceSeconds`: it begins only then, and until then it can be called off. */
  async request(
    projectId: string,
    operation: store.NewOperation,
    { graceSeconds = 0 }: { graceSeconds?: number } = {},
  ): Promise<store.DeployRow> {
    const { deploy, superseded } = await store.createDeploy(
      this.#database,
      projectId,
      operation,
      (transaction, id) => this.#begin(transaction, id, graceSeconds),
    )
    for (const row of [...superseded, deploy]) this.#announcer.deploy(row)
    if (operation.kind === 'delete') await this.#cancelOthers(projectId, deploy)
    return deploy
  }

  /** Ends what is queued, and tells what runs to stop; it then takes back what it did. */
  async cancel(id: string): Promise<store.DeployRow> {
    const queued = await this.#endQueued(id)
    if (queued) return queued
    const running = await store.changeDeploy(this.#database, id, ['running'], { cancel_requested: true })
    this.#running.get(id)?.abort(new Cancelled())
    if (running) return running
    const ended = await store.findDeploy(this.#database, id)
    if (!ended) throw new Refusal('not-found', { detail: 'There is no such deploy.' })
    throw new Refusal('wrong-state', { detail: `This has ended already: ${ended.state}.` })
  }

  /** Ends what has not begun. @throws Refusal when it has. */
  async callOff(id: string): Promise<void> {
    if (!(await this.#endQueued(id)))
      throw new Refusal('wrong-state', { detail: 'It has begun, and cannot be taken back any more.' })
  }

  /** Runs the work of a deploy so that it can be cancelled. */
  async track<T>(id: string, signal: AbortSignal, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const controller = new AbortController()
    this.#running.set(id, controller)
    try {
      return await work(AbortSignal.any([signal, controller.signal]))
    } finally {
      this.#running.delete(id)
    }
  }

  /** What waits for its grace when the server ends is sent at the next start, as everything that has not ended. */
  async #begin(transaction: Database, id: string, graceSeconds: number): Promise<void> {
    if (graceSeconds === 0) return this.#jobs.send(transaction, id)
    const send = () => this.#jobs.send(this.#database, id).catch((error) => this.#log.warn(error))
    setTimeout(send, graceSeconds * 1000).unref()
  }

  async #endQueued(id: string): Promise<store.DeployRow | undefined> {
    const ended = await store.changeDeploy(this.#database, id, ['queued'], {
      state: 'cancelled',
      finished_at: new Date(),
    })
    if (ended) this.#announcer.deploy(ended)
    return ended
  }

  async #cancelOthers(projectId: string, deletion: store.DeployRow): Promise<void> {
    const others = await store.unfinishedDeploys(this.#database, projectId)
    for (const other of others) {
      const concerned = deletion.version === null || other.version === deletion.version
      if (other.id !== deletion.id && concerned && other.kind !== 'delete')
        await this.cancel(other.id).catch(() => {})
    }
  }
}

/** The reason of an abort that a user asked for. */
export class Cancelled extends Error {
  override readonly name = 'AbortError'
  override readonly message = 'Cancelled.'
}
