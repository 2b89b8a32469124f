import type { Latency } from '@keelson/protocol'

/** Of the values in any order: each quantile is a value that occurred (nearest rank). Null without values. Pure. */
export function latencyOf(milliseconds: readonly number[]): Latency | null {
  if (milliseconds.length === 0) return null
  const sorted = Float64Array.from(milliseconds).sort()
  const at = (share: number) => sorted[Math.ceil(share * sorted.length) - 1] ?? 0
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99), samples: sorted.length }
}
