import type { Observed } from '../environments/observed.ts'

export type Verdict =
  | { kind: 'settled' }
  | { kind: 'waiting'; for: string }
  | { kind: 'failed'; container: Observed; why: string }

/** A container without a health check has to run this long; one that was restarted, longer. */
const steadyMs = 1000
const steadyAgainMs = 5000

/**
 * Do these containers do what is asked of them? Healthy where they have a health check; else running for a while;
 * one that ended with 0 has done its work. One that its restart policy brings back may try again. Pure.
 */
export function judge(containers: Observed[], now: number): Verdict {
  let waiting: string | undefined
  for (const container of containers) {
    const { state, health, exitCode, restarts } = container
    if (state === 'exited' || state === 'dead') {
      if (exitCode === 0 && state === 'exited') continue
      if (!restarts) return { kind: 'failed', container, why: `ended with exit code ${exitCode}` }
      waiting ??= `${container.name} to start again`
    } else if (health === 'unhealthy') {
      return { kind: 'failed', container, why: 'is unhealthy: its health check fails' }
    } else if (health === 'starting') {
      waiting ??= `${container.name} to be healthy`
    } else if (health === 'healthy' || state === 'paused') {
      // It serves, or somebody holds it on purpose.
    } else if (state !== 'running' || container.startedAt === null) {
      waiting ??= `${container.name} to run`
    } else {
      const since = now - new Date(container.startedAt).getTime()
      if (since < (container.restartCount > 0 ? steadyAgainMs : steadyMs))
        waiting ??= `${container.name} to stay up`
    }
  }
  return waiting === undefined ? { kind: 'settled' } : { kind: 'waiting', for: waiting }
}
