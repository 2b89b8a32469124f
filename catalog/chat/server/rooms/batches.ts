type Waiting<Item, Result> = {
  item: Item
  resolve: (result: Result) => void
  reject: (error: unknown) => void
}

/**
 * Work that is quicker for many than for each. What is added while work for the same key is under way waits, and is
 * then done together, in the order in which it came; what is added while nothing is under way waits for nobody.
 */
export class Batches<Item, Result> {
  readonly #most: number
  readonly #work: (key: number, items: Item[]) => Promise<Result[]>
  readonly #waiting = new Map<number, Waiting<Item, Result>[]>()

  /**
   * @param most so many at once
   * @param work gives one result for each item, in their order; what it throws is thrown for each
   */
  constructor(most: number, work: (key: number, items: Item[]) => Promise<Result[]>) {
    this.#most = most
    this.#work = work
  }

  add(key: number, item: Item): Promise<Result> {
    const { promise, resolve, reject } = Promise.withResolvers<Result>()
    const waiting = this.#waiting.get(key)
    if (waiting) waiting.push({ item, resolve, reject })
    else void this.#run(key, [{ item, resolve, reject }])
    return promise
  }

  async #run(key: number, first: Waiting<Item, Result>[]): Promise<void> {
    const waiting: Waiting<Item, Result>[] = []
    this.#waiting.set(key, waiting)
    for (let batch = first; batch.length > 0; batch = waiting.splice(0, this.#most))
      await this.#do(key, batch)
    this.#waiting.delete(key)
  }

  async #do(key: number, batch: Waiting<Item, Result>[]): Promise<void> {
    try {
      const results = await this.#work(
        key,
        batch.map(({ item }) => item),
      )
      for (const [index, { resolve, reject }] of batch.entries()) {
        const result = results[index]
        if (result === undefined) reject(new Error('No result for an item of a batch'))
        else resolve(result)
      }
    } catch (error) {
      for (const { reject } of batch) reject(error)
    }
  }
}
