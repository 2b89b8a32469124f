export const WINDOW_SECONDS = 60

/** Votes in each of the last sixty seconds, as this replica heard of them. */
export class Tempo {
  readonly #bySecond = new Map<number, number>()

  add(votes: number, now: number): void {
    const second = Math.floor(now / 1000)
    this.#bySecond.set(second, (this.#bySecond.get(second) ?? 0) + votes)
    for (const old of this.#bySecond.keys()) if (old <= second - WINDOW_SECONDS) this.#bySecond.delete(old)
  }

  /** Oldest first, the running second last. */
  last(now: number): number[] {
    const second = Math.floor(now / 1000)
    return Array.from(
      { length: WINDOW_SECONDS },
      (_, index) => this.#bySecond.get(second - WINDOW_SECONDS + 1 + index) ?? 0,
    )
  }
}
