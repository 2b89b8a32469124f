type Container = { id: string; service: string }

/**
 * What stands between visitors and containers, told by a rolling plan which of them may get requests. Without one,
 * these steps are nothing but words.
 */
export type Traffic = {
  /** It is about to start: it gets nothing before it enters. */
  hold(container: Container): void
  /** It was seen to serve, perhaps before the engine says so. */
  proved(container: Container): Promise<void>
  /** Resolves when it gets requests. */
  enter(container: Container, signal: AbortSignal | undefined): Promise<void>
  /** Resolves when it gets no new ones, and those it had are over or have had their time. */
  leave(container: Container, signal: AbortSignal | undefined): Promise<void>
}
