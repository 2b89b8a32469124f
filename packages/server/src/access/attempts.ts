/**
 * Slows down guessing. Counts failures per key over a sliding window, in memory: a restart forgets, which gives a
 * guesser no more than a restart's worth of tries.
 */
export class Attempts {
  readonly #failures = new Map<string, number[]>()
  readonly #limit: number
  readonly #windowMs: number

  constructor(limit: number, windowSeconds: number) {
    this.#limit = limit
    this.#windowMs = windowSeconds * 1000
  }

  /** Seconds to wait, 0 when another try is allowed. */
  waitSeconds(key: string, now = Date.now()): number {
    const recent = this.#recent(key, now)
    const oldest = recent[recent.length - this.#limit]
    return oldest === undefined ? 0 : Math.ceil((oldest + this.#windowMs - now) / 1000)
  }

  fail(key: string, now = Date.now()): void {
    if (this.#failures.size > 10_000) this.#failures.clear()
    this.#failures.set(key, [...this.#recent(key, now), now].slice(-this.#limit))
  }

  forget(key: string): void {
    this.#failures.delete(key)
  }

  #recent(key: string, now: number): number[] {
    return (this.#failures.get(key) ?? []).filter((at) => at > now - this.#windowMs)
  }
}
