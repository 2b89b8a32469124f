import type { CleanedItem, CleanupItem } from '@keelson/protocol'
import type { Context } from '../context.ts'
import { Refusal } from '../http/refusal.ts'
import type { Jobs } from '../jobs/queue.ts'
import type { Announcer } from '../live/announcer.ts'
import { decide } from './decide.ts'
import { observeHoldings } from './observe.ts'
import * as store from './store.ts'

type Parts = Context & { jobs: Jobs; announcer: Pick<Announcer, 'cleanup'> }
type Choice = { items: string[]; volumes: string[]; requestedBy: string }

/** Measuring everything reads through all volumes. */
const measureMs = 5 * 60_000

/** Asking what could go, and asking for it. */
export class Cleanups {
  readonly #parts: Parts

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** Everything that the installation holds, each with its reason. */
  async look(): Promise<CleanupItem[]> {
    const policy = await store.readPolicy(this.#parts.database)
    const signal = AbortSignal.timeout(measureMs)
    return decide(await observeHoldings({ ...this.#parts, signal }, policy), policy)
  }

  /** @throws Refusal when something of it may not go, a volume was not named again, or a cleanup is running. */
  async request({ items, volumes, requestedBy }: Choice): Promise<store.CleanupRow> {
    const found = new Map((await this.look()).map((item) => [item.id, item]))
    const chosen = items.map((id) => {
      const item = found.get(id)
      if (!item?.may)
        throw new Refusal('wrong-state', {
          detail: `"${id}" may not be removed, or is gone already. Look again.`,
        })
      if (item.kind === 'volume' && !volumes.includes(item.name)) {
        throw new Refusal('invalid-input', {
          detail: `The data of the volume ${item.name} would be lost. Name it once more to have it removed.`,
          field: 'volumes',
        })
      }
      return item
    })
    return this.#begin(chosen, requestedBy)
  }

  /** What is suggested, if there is anything. */
  async requestSuggested(requestedBy: string): Promise<void> {
    const chosen = (await this.look()).filter(({ suggested }) => suggested)
    if (chosen.length > 0) await this.#begin(chosen, requestedBy)
  }

  /** It ends before the next thing; one that waits ends now. @throws Refusal when it is over. */
  async cancel(id: string): Promise<store.CleanupRow> {
    const row = await store.changeCleanup(this.#parts.database, id, { cancel_requested: true })
    if (!row) throw new Refusal('wrong-state', { detail: 'This cleanup is over.' })
    this.#parts.announcer.cleanup(id)
    return row
  }

  async #begin(chosen: CleanupItem[], requestedBy: string): Promise<store.CleanupRow> {
    const { database, jobs, announcer } = this.#parts
    const row = await store.createCleanup(
      database,
      { items: inOrder(chosen).map(waiting), requestedBy },
      (transaction, id) => jobs.send(transaction, id, { queue: 'cleanups' }),
    )
    if (!row)
      throw new Refusal('wrong-state', { detail: 'A cleanup is running already. Wait for it, or cancel it.' })
    announcer.cleanup(row.id)
    return row
  }
}

/** Versions oldest first: an image that several have goes with the last of them. */
const inOrder = (chosen: CleanupItem[]) =>
  chosen.toSorted(
    (a, b) => a.kind.localeCompare(b.kind) || a.name.localeCompare(b.name, 'en', { numeric: true }),
  )

const waiting = ({ id, kind, name, project, bytes }: CleanupItem): CleanedItem => ({
  id,
  kind,
  name,
  project,
  bytes,
  state: 'waiting',
  because: null,
  said: null,
})
