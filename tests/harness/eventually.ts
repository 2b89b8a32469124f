import { setTimeout as pause } from 'node:timers/promises'

/** Asks again until `ask` gives something, or throws after `milliseconds` with the last refusal as cause. */
export async function eventually<T>(
  what: string,
  milliseconds: number,
  ask: () => Promise<T | undefined | false>,
): Promise<T> {
  const end = Date.now() + milliseconds
  let cause: unknown
  for (;;) {
    try {
      const answer = await ask()
      if (answer !== undefined && answer !== false) return answer
      cause = undefined
    } catch (error) {
      cause = error
    }
    if (Date.now() > end) throw new Error(`not within ${milliseconds / 1000} s: ${what}`, { cause })
    await pause(100)
  }
}
