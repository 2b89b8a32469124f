/** What became of numbered messages on one connection: 1, 2, 3 … as the other side sent them. */
export type Gaps = {
  /** Never came, though a later one did or the sender says that it was sent. */
  lost: number
  /** Came after a later one. */
  disordered: number
  /** Came again. */
  repeated: number
}

/** Follows the numbers of one direction of a connection. Numbers begin with 1 and have no holes. */
export class Sequence {
  #highest = 0
  readonly #missing = new Set<number>()
  #disordered = 0
  #repeated = 0

  take(number: number): void {
    if (number > this.#highest) {
      for (let absent = this.#highest + 1; absent < number; absent++) this.#missing.add(absent)
      this.#highest = number
    } else if (this.#missing.delete(number)) this.#disordered++
    else this.#repeated++
  }

  /** `sent`: how many the sender sent in all. */
  gaps(sent: number): Gaps {
    return {
      lost: this.#missing.size + Math.max(0, sent - this.#highest),
      disordered: this.#disordered,
      repeated: this.#repeated,
    }
  }
}
