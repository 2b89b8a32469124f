import { enableCompileCache, flushCompileCache } from 'node:module'
import { fileURLToPath } from 'node:url'

/**
 * The server must stay small. Stripping types loads 20 MB that are never given back, and a young generation of
 * 16 MB semi-spaces grows to three times what is used. So this process replaces itself (same pid, same streams)
 * with one that has the flag and finds every source stripped in the compile cache.
 */
const cache = fileURLToPath(new URL('../../../node_modules/.cache/keelson', import.meta.url))
const flags = ['--max-semi-space-size=1', '--disable-warning=ExperimentalWarning']
/** glibc keeps what many threads once freed; two arenas, given back early, are 20 MB less. */
const malloc = { MALLOC_ARENA_MAX: '2', MALLOC_TRIM_THRESHOLD_: '131072' }
const replaced = Number(process.env.KEELSON_REPLACED ?? 0)

function replace(): never {
  flushCompileCache()
  const environment = {
    ...process.env,
    NODE_COMPILE_CACHE: cache,
    KEELSON_REPLACED: String(replaced + 1),
    ...malloc,
  }
  process.execve?.(process.execPath, [process.execPath, ...flags, ...process.argv.slice(1)], environment)
  throw new Error('The process could not be replaced.')
}

// At once, for the flag; and again when something was stripped here, which is so where the cache is empty or old.
if (replaced === 0) replace()
enableCompileCache(cache)
const { main } = await import('./start.ts')
const loaded: unknown = 'moduleLoadList' in process ? process.moduleLoadList : []
if (replaced === 1 && String(loaded).includes('amaro')) replace()
await main()
