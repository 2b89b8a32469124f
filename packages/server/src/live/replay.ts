import type { DeployEvent } from '@keelson/protocol'

/**
 * One reader of one deploy: gets every event after its number once and in order, the stored ones first, while new
 * ones keep coming.
 */
export class Replay {
  readonly deploy: string
  #last: number
  #early: DeployEvent[] | undefined = []
  readonly #send: (events: DeployEvent[]) => void

  constructor(deploy: string, after: number, send: (events: DeployEvent[]) => void) {
    this.deploy = deploy
    this.#last = after
    this.#send = send
  }

  /** Sends what is stored; `read` gives the events after a number, in order, [] when there are no more. */
  async catchUp(read: (after: number) => Promise<DeployEvent[]>): Promise<void> {
    for (;;) {
      const events = await read(this.#last)
      if (events.length === 0) break
      this.#pass(events)
    }
    const early = this.#early ?? []
    this.#early = undefined
    this.#pass(early)
  }

  /** New events; kept back until the stored ones have been sent. */
  take(events: DeployEvent[]): void {
    if (this.#early) this.#early.push(...events)
    else this.#pass(events)
  }

  #pass(events: DeployEvent[]): void {
    const fresh = events.filter((event) => event.seq > this.#last)
    const newest = fresh.at(-1)
    if (!newest) return
    this.#last = newest.seq
    this.#send(fresh)
  }
}
