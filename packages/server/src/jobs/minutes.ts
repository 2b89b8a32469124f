import type { QueueMinute } from '@keelson/protocol'
import type { z } from 'zod'

type Ran = { state: string; created_at: Date; started_at: Date | null; finished_at: Date | null }
const minuteMs = 60_000

/** Operations as a line of minutes up to now, oldest first. Pure. */
export function perMinute(rows: Ran[], now: Date, minutes = 60): z.input<typeof QueueMinute>[] {
  const last = Math.floor(now.getTime() / minuteMs)
  const minuteOf = (at: Date | null) => (at === null ? undefined : Math.floor(at.getTime() / minuteMs))
  const begun = Map.groupBy(rows, (row) => minuteOf(row.started_at))
  const over = Map.groupBy(rows, (row) => minuteOf(row.finished_at))
  return Array.from({ length: minutes }, (_, index) => {
    const minute = last - minutes + 1 + index
    const ended = over.get(minute) ?? []
    return {
      at: new Date(minute * minuteMs).toISOString(),
      ended: ended.length,
      failed: ended.filter(({ state }) => state === 'failed').length,
      waitedMs: mean((begun.get(minute) ?? []).map((row) => between(row.created_at, row.started_at))),
      tookMs: mean(ended.map((row) => between(row.started_at, row.finished_at))),
    }
  })
}

const between = (from: Date | null, to: Date | null) => (from && to ? to.getTime() - from.getTime() : null)

function mean(values: (number | null)[]): number | null {
  const known = values.filter((value) => value !== null)
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length
}
