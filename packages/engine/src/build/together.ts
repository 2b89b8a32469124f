/**
 * Does all items at once, at most `parallel` at a time, each after those it waits for. The first failure
 * cancels the rest; it is thrown when everything has come to rest, so nothing runs on afterwards.
 */
export async function together<Item>(
  items: readonly Item[],
  { parallel, signal }: { parallel: number; signal?: AbortSignal | undefined },
  work: (item: Item, signal: AbortSignal) => Promise<void>,
  waitsFor: (item: Item) => readonly Item[] = () => [],
): Promise<void> {
  signal?.throwIfAborted()
  const failed = new AbortController()
  let first: unknown
  const stop = signal ? AbortSignal.any([signal, failed.signal]) : failed.signal
  const waiting: (() => void)[] = []
  let free = Math.max(1, parallel)
  const place = async () => {
    if (free > 0) free--
    else await new Promise<void>((resolve) => waiting.push(resolve))
  }
  const leave = () => {
    const next = waiting.shift()
    if (next) next()
    else free++
  }
  const running = new Map<Item, Promise<void>>()
  const start = (item: Item): Promise<void> => {
    const known = running.get(item)
    if (known) return known
    const promise = (async () => {
      await Promise.all(waitsFor(item).map(start))
      await place()
      try {
        stop.throwIfAborted()
        await work(item, stop)
      } catch (error) {
        // What fails after this was only cancelled by it.
        if (!failed.signal.aborted) first = error
        failed.abort()
        throw error
      } finally {
        leave()
      }
    })()
    running.set(item, promise)
    return promise
  }
  await Promise.allSettled(items.map(start))
  signal?.throwIfAborted()
  if (failed.signal.aborted) throw first
}
