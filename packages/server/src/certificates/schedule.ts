import type { Candidate } from './choose.ts'

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

/** Certificate authorities count too: Let's Encrypt takes five failures an hour for a host. */
export const attemptsPerHour = 4
/** After the first failure, the second, …; the last one from then on. */
const pauses = [minute, 5 * minute, 30 * minute, 2 * hour, 6 * hour, 24 * hour]

export type Tried = { attempts: Date[]; failures: number }

/** Two thirds of its life are over: time to ask for the next one. */
export function renewalAt({ startsAt, expiresAt }: Pick<Candidate, 'startsAt' | 'expiresAt'>): Date {
  const life = expiresAt.getTime() - startsAt.getTime()
  return new Date(startsAt.getTime() + (life * 2) / 3)
}

/** A certificate that nothing renews is told of two weeks before its end, or when a tenth of its life is left. */
export function warnsAt({ startsAt, expiresAt }: Pick<Candidate, 'startsAt' | 'expiresAt'>): Date {
  const life = expiresAt.getTime() - startsAt.getTime()
  return new Date(expiresAt.getTime() - Math.min(14 * day, life / 10))
}

/**
 * When a host's certificate may be asked for next: not before the one it has is old, not sooner after a failure than
 * its pause, and never more often than the authority bears.
 *
 * @param impatient somebody asked for it now: pauses do not count, the number of attempts does
 */
export function nextAttempt(
  tried: Tried | undefined,
  present: Pick<Candidate, 'startsAt' | 'expiresAt'> | undefined,
  impatient = false,
): Date {
  const { attempts = [], failures = 0 } = tried ?? {}
  const sorted = attempts.map((at) => at.getTime()).sort((a, b) => b - a)
  const last = sorted[0] ?? 0
  const pause = failures > 0 && !impatient ? (pauses[Math.min(failures, pauses.length) - 1] ?? day) : 0
  const full = sorted[attemptsPerHour - 1]
  return new Date(
    Math.max(present ? renewalAt(present).getTime() : 0, last + pause, full === undefined ? 0 : full + hour),
  )
}

/** Attempts that still count. */
export const recent = (attempts: Date[], now: Date): Date[] =>
  attempts.filter((at) => now.getTime() - at.getTime() < day)
