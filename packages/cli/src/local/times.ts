import { Failure } from '../failure.ts'

/** `--since` and `--until`: a time (2026-01-31T10:00:00Z), Unix seconds, or how long ago (42m, 1h30m). In seconds. */
export function pointInTime(flag: string, typed: string | undefined, now = Date.now()): number | undefined {
  if (typed === undefined || typed === '') return undefined
  if (/^\d+(\.\d+)?$/.test(typed)) return Number(typed)
  const parts = [...typed.matchAll(/(\d+(?:\.\d+)?)(ms|[smhd])/g)]
  if (parts.length > 0 && parts.map(([part]) => part).join('') === typed) {
    const ago = parts.reduce((sum, [, count, unit]) => sum + Number(count) * (unitMs[unit ?? ''] ?? 0), 0)
    return (now - ago) / 1000
  }
  const at = Date.parse(typed)
  if (Number.isNaN(at)) {
    throw new Failure(`${flag} is "${typed}", which is neither a time nor how long ago.`, {
      hint: 'For example: 2026-01-31T10:00:00Z, 42m, 1h30m',
    })
  }
  return at / 1000
}

const unitMs: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }
