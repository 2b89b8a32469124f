import type { Log } from '../system/log.ts'
import { isAway } from './database.ts'

const lookMs = 1000

/** Tells of a database that is away once, and once that it is back, however many meet it meanwhile. */
export class Outage {
  /** Takes what anybody has to say; of the database being away it passes nothing on. */
  readonly log: Log
  readonly #log: Log
  readonly #ask: () => Promise<unknown>
  #looking = false
  #away = false
  #timer: NodeJS.Timeout | undefined
  #closed = false

  /** @param ask rejects while the database does not answer */
  constructor(log: Log, ask: () => Promise<unknown>) {
    this.#log = log
    this.#ask = ask
    this.log = {
      info: log.info,
      warn: (what) => this.#take('warn', what),
      error: (what) => this.#take('error', what),
    }
  }

  close(): void {
    this.#closed = true
    clearTimeout(this.#timer)
  }

  #take(level: 'warn' | 'error', what: unknown): void {
    if (!isAway(what) || this.#closed) this.#log[level](what)
    else if (!this.#away && !this.#looking) void this.#look(() => this.#log[level](what))
  }

  /** Others are away with the same words: what the database answers decides. */
  async #look(otherwise?: () => void): Promise<void> {
    this.#looking = true
    const problem = await this.#ask().then(
      () => undefined,
      (error: unknown) => error,
    )
    this.#looking = false
    if (this.#closed) return
    const was = this.#away
    this.#away = problem !== undefined
    if (this.#away && !was)
      this.#log.warn(
        `The database does not answer (${problem instanceof Error ? problem.message : problem}). What is deployed goes on; Keelson asks again every second.`,
      )
    if (!this.#away && was) this.#log.info('The database answers again.')
    if (!this.#away && !was) otherwise?.()
    if (this.#away) this.#timer = setTimeout(() => void this.#look(), lookMs)
  }
}
