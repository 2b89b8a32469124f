import { setTimeout as pause } from 'node:timers/promises'

/** Asks every `every` milliseconds until the answer is true, or fails after `seconds`, saying what was waited for. */
export async function eventually(
  what: string,
  ask: () => Promise<boolean> | boolean,
  { seconds = 20, every = 50 } = {},
): Promise<void> {
  const end = performance.now() + seconds * 1000
  let cause: unknown
  while (performance.now() < end) {
    try {
      if (await ask()) return
      cause = undefined
    } catch (error) {
      cause = error
    }
    await pause(every)
  }
  throw new Error(`not after ${seconds} s: ${what}`, { cause })
}
