import type { DeployEvent, StageName } from '@keelson/protocol'
import { DeployId } from '@keelson/protocol'
import type { Announcer } from '../live/announcer.ts'
import type { Database } from '../storage/database.ts'
import type { StoredStage } from '../storage/tables.ts'
import * as store from './store.ts'

const settleMs = 80
/** A build may say anything, without end. */
const longestLine = 8_000
/** One statement has room for 65,535 values, and whoever follows takes them in pieces that are soon drawn. */
const mostAtOnce = 1_000

/** The event logs of the deploys that run here. */
export class EventLogs {
  readonly #database: Database
  readonly #announcer: Announcer
  readonly #waiting = new Map<string, Set<(seq: number) => void>>()

  constructor(parts: { database: Database; announcer: Announcer }) {
    this.#database = parts.database
    this.#announcer = parts.announcer
  }

  /** Opens the log of a deploy where it ended: a deploy that runs again goes on numbering. */
  async open(deploy: store.DeployRow, redact: (line: string) => string): Promise<EventLog> {
    const last = await store.lastSeq(this.#database, deploy.id)
    return new EventLog({
      database: this.#database,
      deploy,
      last,
      redact: (line) => storable(redact(line)),
      onStored: (events) => {
        this.#announcer.deployEvents(DeployId.parse(deploy.id), events)
        for (const wake of this.#waiting.get(deploy.id) ?? []) wake(events.at(-1)?.seq ?? 0)
      },
    })
  }

  /** Resolves when an event after this number was stored, or at the signal. */
  next(id: string, after: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const waiting = this.#waiting.get(id) ?? new Set()
      this.#waiting.set(id, waiting)
      const end = () => {
        waiting.delete(wake)
        if (waiting.size === 0) this.#waiting.delete(id)
        resolve()
      }
      const wake = (seq: number) => seq > after && end()
      waiting.add(wake)
      signal.addEventListener('abort', end, { once: true })
      // An event may have been stored between the caller's look and now.
      store.lastSeq(this.#database, id).then(wake, end)
    })
  }
}

type Parts = {
  database: Database
  deploy: store.DeployRow
  last: number
  redact: (line: string) => string
  onStored: (events: DeployEvent[]) => void
}

/** One deploy's log: numbered without holes, stored in batches, told only when it is stored. */
export class EventLog {
  redact: (line: string) => string
  readonly #parts: Parts
  readonly #stages: StoredStage[]
  #seq: number
  #batch: DeployEvent[] = []
  #unsavedStages: StoredStage[] | undefined
  #timer: NodeJS.Timeout | undefined
  #stored: Promise<void> = Promise.resolve()

  constructor(parts: Parts) {
    this.#parts = parts
    this.#seq = parts.last
    this.#stages = [...parts.deploy.stages]
    this.redact = parts.redact
  }

  log(stage: StageName, source: string, line: string): void {
    this.append({ kind: 'log', stage, source, line: storable(this.redact(line).slice(0, longestLine)) })
  }

  /** Runs one stage: begun, then done or failed. The work does not wait for that to be written down. */
  async stage<T>(name: StageName, work: () => Promise<T>): Promise<T> {
    this.#mark(name, 'running')
    try {
      const result = await work()
      this.#mark(name, 'done')
      return result
    } catch (error) {
      this.#mark(name, 'failed')
      throw error
    }
  }

  append(body: store.EventBody): void {
    this.#seq += 1
    // A spread of a union is not the union; each member got the same two fields.
    this.#batch.push({ ...body, seq: this.#seq, at: new Date().toISOString() } as DeployEvent)
    this.#timer ??= setTimeout(() => this.#flushSoon(), settleMs)
  }

  /** Stores what waits. @throws when the database is away; the events stay and are tried again. */
  flush(): Promise<void> {
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#stored = this.#stored.catch(() => {}).then(() => this.#store())
    return this.#stored
  }

  #flushSoon(): void {
    this.flush().catch(() => {
      // The next flush, or the end of the deploy, meets the same error and says it.
    })
  }

  async #store(): Promise<void> {
    const { database, deploy } = this.#parts
    const stages = this.#unsavedStages
    await Promise.all([this.#storeEvents(), stages && store.saveStages(database, deploy.id, stages)])
    if (this.#unsavedStages === stages) this.#unsavedStages = undefined
  }

  async #storeEvents(): Promise<void> {
    const { database, deploy, onStored } = this.#parts
    // What comes while these are stored waits for the next time.
    for (let left = this.#batch.length; left > 0; ) {
      const events = this.#batch.slice(0, Math.min(left, mostAtOnce))
      await store.appendEvents(database, deploy.id, events)
      this.#batch = this.#batch.slice(events.length)
      left -= events.length
      onStored(events)
    }
  }

  #mark(name: StageName, state: StoredStage['state']): void {
    const now = new Date().toISOString()
    const at = this.#stages.findIndex((stage) => stage.name === name)
    const startedAt = this.#stages[at]?.startedAt ?? now
    const stage = { name, state, startedAt, finishedAt: state === 'running' ? null : now }
    if (at < 0) this.#stages.push(stage)
    else this.#stages[at] = stage
    this.append({ kind: 'stage', stage: name, state })
    this.#unsavedStages = [...this.#stages]
    this.#flushSoon()
  }
}

/** PostgreSQL keeps no NUL and no half of a character, which any program may write. */
const storable = (line: string) => line.replaceAll('\0', '\ufffd').toWellFormed()
