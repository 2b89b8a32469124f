import { shallowRef, triggerRef } from 'vue'
import { plain } from './ansi.ts'

export type LogEntry = {
  /** As written, ANSI colours kept. */
  line: string
  /** Who wrote it: a service, 'git', a replica. */
  source: string
  at: string | null
  /** Stands out: standard error, a failed step. */
  bad?: boolean
}

/** The most lines kept; the oldest go first, and keep their numbers. */
const limit = 200_000

/**
 * Lines as they come, outside Vue's reactivity: a hundred thousand of them cost nothing but their text.
 * `changed` fires at most once a frame.
 */
export class LogBuffer {
  readonly changed = shallowRef(0)
  /** How many were dropped at the front. */
  dropped = 0
  /** Grows whenever lines already shown are gone. */
  generation = 0
  #entries: LogEntry[] = []
  #plain: (string | undefined)[] = []
  #scheduled = false
  readonly #later: (run: () => void) => void
  readonly #limit: number

  /** `later` runs the announcement: the next frame in a browser. */
  constructor(later: (run: () => void) => void = nextFrame, most = limit) {
    this.#later = later
    this.#limit = most
  }

  get length(): number {
    return this.#entries.length
  }

  at(index: number): LogEntry | undefined {
    return this.#entries[index]
  }

  plain(index: number): string {
    const entry = this.#entries[index]
    if (!entry) return ''
    this.#plain[index] ??= plain(entry.line)
    return this.#plain[index]
  }

  push(entries: readonly LogEntry[]): void {
    for (const entry of entries) this.#entries.push(entry)
    const over = this.#entries.length - this.#limit
    // Cutting the front costs time in proportion to what stays, so it waits until a tenth is over.
    if (over > this.#limit / 10) {
      this.#entries.splice(0, over)
      this.#plain.splice(0, over)
      this.dropped += over
      this.generation += 1
    }
    this.#announce()
  }

  clear(): void {
    this.#entries = []
    this.#plain = []
    this.dropped = 0
    this.generation += 1
    this.#announce()
  }

  /** Everything as a file: time, source and text. */
  text(): string {
    return this.#entries
      .map(({ at, source }, index) => `${at ? `${at} ` : ''}${source} | ${this.plain(index)}\n`)
      .join('')
  }

  #announce(): void {
    if (this.#scheduled) return
    this.#scheduled = true
    this.#later(() => {
      this.#scheduled = false
      this.changed.value += 1
      triggerRef(this.changed)
    })
  }
}

function nextFrame(run: () => void): void {
  // A hidden page gets no frames, and still must count its lines.
  if (document.visibilityState === 'visible') requestAnimationFrame(run)
  else setTimeout(run, 250)
}
