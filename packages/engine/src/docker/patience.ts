/** Milliseconds of silence after which it is told, and then every so often again. */
const PATIENCE = 10_000

/**
 * Tells when answers to reads, which take an engine milliseconds, stay away. A hung engine accepts every connection
 * and refuses nothing: only time shows it. One timer for all that waits, and none while nothing does.
 */
export class Patience {
  readonly #tell: (silence: string) => void
  /** When each was asked; the oldest first. */
  readonly #waiting = new Map<symbol, { asked: string; since: number }>()
  #timer: NodeJS.Timeout | undefined

  constructor(tell: (silence: string) => void) {
    this.#tell = tell
  }

  /** What `answer` gives or throws. */
  async wait<T>(asked: string, answer: Promise<T>): Promise<T> {
    const question = Symbol(asked)
    this.#waiting.set(question, { asked, since: Date.now() })
    this.#timer ??= setInterval(() => this.#look(), PATIENCE).unref()
    try {
      return await answer
    } finally {
      this.#waiting.delete(question)
      if (this.#waiting.size === 0) this.#rest()
    }
  }

  #look(): void {
    const [oldest] = this.#waiting.values()
    if (!oldest) return
    const waited = Date.now() - oldest.since
    if (waited < PATIENCE) return
    const others = this.#waiting.size > 1 ? ` and ${this.#waiting.size - 1} more` : ''
    this.#tell(`has not answered ${oldest.asked}${others} for ${Math.floor(waited / 1000)} seconds`)
  }

  #rest(): void {
    clearInterval(this.#timer)
    this.#timer = undefined
  }
}
