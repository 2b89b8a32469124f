/** Ctrl-C once: finish gracefully. Twice: now. */
export type Interrupts = {
  readonly once: AbortSignal
  readonly twice: AbortSignal
  /** Whether anything was asked for. */
  readonly happened: boolean
  stop(): void
}

/** A launcher may hand on the Ctrl-C that the terminal has delivered already: two within this time are one. */
const sameMs = 150

/** Listens for SIGINT and SIGTERM until `stop`. */
export function interrupts(onFirst?: () => void): Interrupts {
  const once = new AbortController()
  const twice = new AbortController()
  let last = 0
  const heard = () => {
    const now = Date.now()
    if (now - last < sameMs) return
    last = now
    if (once.signal.aborted) {
      twice.abort()
      return
    }
    onFirst?.()
    once.abort()
  }
  process.on('SIGINT', heard)
  process.on('SIGTERM', heard)
  return {
    once: once.signal,
    twice: twice.signal,
    get happened() {
      return once.signal.aborted
    },
    stop() {
      process.off('SIGINT', heard)
      process.off('SIGTERM', heard)
    },
  }
}
