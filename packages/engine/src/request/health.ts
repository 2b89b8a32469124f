import type { HealthCheck } from '@keelson/compose'
import type { HealthConfig } from '../docker/types.ts'
import { nanoseconds } from '../duration.ts'

export type Limits = { atLeast: (version: string) => boolean; warn: (text: string) => void }

/** A health check in the engine's terms; absent when the image's own is kept. */
export function healthConfig(
  check: HealthCheck | undefined,
  { atLeast, warn }: Limits,
): HealthConfig | undefined {
  if (!check) return undefined
  if (check.disable) return { Test: ['NONE'] }
  const health: HealthConfig = {}
  if (check.test) health.Test = check.test
  if (check.interval) health.Interval = nanoseconds(check.interval)
  if (check.timeout) health.Timeout = nanoseconds(check.timeout)
  if (check.start_period) health.StartPeriod = nanoseconds(check.start_period)
  if (check.retries !== undefined) health.Retries = check.retries
  if (check.start_interval) {
    if (atLeast('1.44')) health.StartInterval = nanoseconds(check.start_interval)
    else warn('healthcheck.start_interval needs Docker 25 and is left out on this engine.')
  }
  return health
}
