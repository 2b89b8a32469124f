/** So many at once, and so many a second after that. Times are in milliseconds. */
export class Bucket {
  readonly #size: number
  readonly #perSecond: number
  #left: number
  #at: number

  constructor(size: number, perSecond: number, now: number) {
    this.#size = size
    this.#perSecond = perSecond
    this.#left = size
    this.#at = now
  }

  /** Takes one. Gives 0, or how long to wait until there is one. */
  take(now: number): number {
    this.#left = Math.min(this.#size, this.#left + ((now - this.#at) / 1000) * this.#perSecond)
    this.#at = now
    if (this.#left >= 1) {
      this.#left -= 1
      return 0
    }
    return Math.ceil(((1 - this.#left) / this.#perSecond) * 1000)
  }

  /** Nothing would be different if it were thrown away. */
  isFull(now: number): boolean {
    return this.#left + ((now - this.#at) / 1000) * this.#perSecond >= this.#size
  }
}

/** A bucket for each user, however many connections they open to this replica. */
export class Buckets {
  readonly #size: number
  readonly #perSecond: number
  readonly #of = new Map<number, Bucket>()

  constructor(size: number, perSecond: number) {
    this.#size = size
    this.#perSecond = perSecond
  }

  take(user: number, now: number): number {
    const bucket = this.#of.get(user) ?? new Bucket(this.#size, this.#perSecond, now)
    this.#of.set(user, bucket)
    return bucket.take(now)
  }

  /** Forgets whoever has not asked for a while. */
  tidy(now: number): void {
    for (const [user, bucket] of this.#of) if (bucket.isFull(now)) this.#of.delete(user)
  }
}
