import type { CleanupPolicy } from '@keelson/protocol'
import type { Context } from '../context.ts'
import type { Cleanups } from './cleanups.ts'
import { observeDisk } from './observe.ts'
import { readNext, readPolicy, saveNext } from './store.ts'

const lookMs = 60_000
/** When people sleep, by the clock of the server. */
const quietHour = 4
const patienceMs = 10 * 60_000

/** The next quiet hour after this moment. */
export function nextQuietHour(now: Date): Date {
  const next = new Date(now)
  next.setHours(quietHour, 0, 0, 0)
  if (next <= now) next.setDate(next.getDate() + 1)
  return next
}

/** Is so much of the disk in use that the policy wants something done? */
export const isFull = (
  { totalBytes, freeBytes }: { totalBytes: number; freeBytes: number },
  { diskPercent }: Pick<CleanupPolicy, 'diskPercent'>,
): boolean => totalBytes > 0 && (1 - freeBytes / totalBytes) * 100 >= diskPercent

/** Once a day, where the policy wants it and the disk is full enough: what is suggested is removed. */
export class CleanupSchedule {
  readonly #parts: Context & { cleanups: Cleanups }
  #timer: NodeJS.Timeout | undefined
  #looking: Promise<void> | undefined

  constructor(parts: Context & { cleanups: Cleanups }) {
    this.#parts = parts
  }

  start(): void {
    this.#timer = setInterval(() => {
      this.#looking ??= this.look(new Date())
        .catch((error) => this.#parts.log.warn(error))
        .finally(() => {
          this.#looking = undefined
        })
    }, lookMs)
    this.#timer.unref()
  }

  async close(): Promise<void> {
    clearInterval(this.#timer)
    await this.#looking
  }

  /** Begins a cleanup if one is due now; a day that was slept through counts as due. */
  async look(now: Date): Promise<void> {
    const { database, cleanups } = this.#parts
    const [policy, next] = await Promise.all([readPolicy(database), readNext(database)])
    if (!policy.automatic || (next && next > now)) return
    await saveNext(database, nextQuietHour(now))
    // It was turned on a moment ago, and nobody said when.
    if (!next) return
    const signal = AbortSignal.timeout(patienceMs)
    if (isFull(await observeDisk({ ...this.#parts, signal }), policy))
      await cleanups.requestSuggested('Keelson')
  }
}
