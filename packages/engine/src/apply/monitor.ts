import { setTimeout as delay } from 'node:timers/promises'
import type { HealthWatch } from './health-watch.ts'
import { NotServing } from './prove.ts'

/** Watches containers for a time. @throws NotServing as soon as one ends, starts again or becomes unhealthy */
export async function monitor(
  watch: HealthWatch,
  { ids, service }: { ids: string[]; service: string },
  { milliseconds, signal }: { milliseconds: number; signal?: AbortSignal | undefined },
): Promise<void> {
  const over = new AbortController()
  const until = AbortSignal.any([over.signal, ...(signal ? [signal] : [])])
  const lives = new Map<string, string>()
  const troubles = ids.map((id) =>
    watch.until(
      id,
      ({ State: { Status, StartedAt, ExitCode, Health } }) => {
        const life = lives.get(id) ?? StartedAt
        lives.set(id, life)
        if (Status === 'exited' || Status === 'dead' || Status === 'restarting' || life !== StartedAt)
          return { id, why: `ended with exit code ${ExitCode}` }
        return Health?.Status === 'unhealthy'
          ? { id, why: 'is unhealthy: its health check fails' }
          : undefined
      },
      until,
    ),
  )
  for (const trouble of troubles) trouble.catch(() => {})
  const calm = delay(milliseconds, undefined, { signal: until })
  calm.catch(() => {})
  try {
    const trouble = await Promise.race([calm, ...troubles])
    if (trouble) throw new NotServing({ id: trouble.id, service }, trouble.why)
  } finally {
    over.abort()
  }
}
