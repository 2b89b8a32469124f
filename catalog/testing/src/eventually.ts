import { setTimeout as pause } from 'node:timers/promises'

/**
 * Asks every `every` milliseconds until the answer is neither false nor undefined, and gives it; fails after `seconds`,
 * saying what was waited for, with the last error as cause.
 */
export async function eventually<T>(
  what: string,
  ask: () => Promise<T | undefined | false> | T | undefined | false,
  { seconds = 20, every = 50 } = {},
): Promise<T> {
  const end = performance.now() + seconds * 1000
  let cause: unknown
  do {
    try {
      const answer = await ask()
      if (answer !== undefined && answer !== false) return answer
      cause = undefined
    } catch (error) {
      cause = error
    }
    await pause(every)
  } while (performance.now() < end)
  throw new Error(`not after ${seconds} s: ${what}`, { cause })
}
