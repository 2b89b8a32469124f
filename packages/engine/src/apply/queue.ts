/** Values pushed from callbacks, read in order by one `for await`. */
export class Queue<T> {
  readonly #values: T[] = []
  #wake: () => void = () => {}
  #ended = false
  #failure: unknown

  push(value: T): void {
    this.#values.push(value)
    this.#wake()
  }

  /** Ends the reading once everything pushed was read; with `failure` it ends by throwing that. */
  end(failure?: unknown): void {
    this.#ended = true
    this.#failure = failure
    this.#wake()
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T, void> {
    while (true) {
      while (this.#values.length > 0) yield this.#values.shift() as T
      if (this.#ended) break
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
    }
    if (this.#failure !== undefined) throw this.#failure
  }
}
