type Waiting = { exclusive: boolean; start: () => void }

/**
 * One operation at a time in an environment, and none beside one that concerns the whole project. Whoever comes
 * first goes first.
 */
export class Locks {
  readonly #held = new Map<string, { shared: number; exclusive: boolean; waiting: Waiting[] }>()

  /** Runs `work` while nothing else runs for this environment, nor for the project as a whole. */
  forEnvironment<T>(project: string, environment: string, work: () => Promise<T>): Promise<T> {
    return this.#with(project, false, () => this.#with(`${project}/${environment}`, true, work))
  }

  /** Runs `work` while nothing else runs for the project. */
  forProject<T>(project: string, work: () => Promise<T>): Promise<T> {
    return this.#with(project, true, work)
  }

  async #with<T>(key: string, exclusive: boolean, work: () => Promise<T>): Promise<T> {
    await new Promise<void>((start) => {
      const lock = this.#held.get(key) ?? { shared: 0, exclusive: false, waiting: [] }
      this.#held.set(key, lock)
      lock.waiting.push({ exclusive, start })
      this.#advance(key)
    })
    try {
      return await work()
    } finally {
      const lock = this.#held.get(key)
      if (lock) {
        if (exclusive) lock.exclusive = false
        else lock.shared -= 1
        this.#advance(key)
      }
    }
  }

  #advance(key: string): void {
    const lock = this.#held.get(key)
    if (!lock) return
    for (let next = lock.waiting[0]; next; next = lock.waiting[0]) {
      if (lock.exclusive || (next.exclusive && lock.shared > 0)) return
      lock.waiting.shift()
      if (next.exclusive) lock.exclusive = true
      else lock.shared += 1
      next.start()
    }
    if (!lock.exclusive && lock.shared === 0) this.#held.delete(key)
  }
}
