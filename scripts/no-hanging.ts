// Loaded into the process of every test file: one that something keeps alive after its tests fails and says what,
// instead of holding up the whole run for ever.
import { isMainThread } from 'node:worker_threads'

/** Milliseconds; the slowest file takes a quarter of it. */
const limitMs = 600_000

if (process.env.NODE_TEST_CONTEXT !== undefined && isMainThread) {
  const end = () => {
    const open = new Set(process.getActiveResourcesInfo())
    console.error(`${process.argv[1]} does not end; it still has: ${[...open].join(', ')}`)
    process.exit(1)
  }
  // Alone, the timer keeps nothing alive.
  setTimeout(end, limitMs).unref()
}
