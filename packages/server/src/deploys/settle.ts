import type { Observed } from '../environments/observed.ts'

export type Verdict =
  | { kind: 'settled' }
  | { kind: 'waiting'; container: Observed; for: string }
  | { kind: 'failed'; container: Observed; why: string }

/** A container without a health check has to run this long; one that was restarted, longer. */
const steadyMs = 1000
const steadyAgainMs = 5000

/**
 * Do these containers do what is asked of them? Healthy where they have a health check; else running for a while;
 * one that ended with 0 has done its work. One that its restart policy brings back may try again. Pure.
 */
export function judge(containers: Observed[], now: number): Verdict {
  let waiting: Extract<Verdict, { kind: 'waiting' }> | undefined
  for (const container of containers) {
    const { state, health, exitCode, restarts } = container
    const wait = (what: string) => {
      waiting ??= { kind: 'waiting', container, for: `${container.name} ${what}` }
    }
    if (state === 'exited' || state === 'dead') {
      if (exitCode === 0 && state === 'exited') continue
      if (!restarts) return { kind: 'failed', container, why: `ended with exit code ${exitCode}` }
      wait('to start again')
    } else if (health === 'unhealthy') {
      return { kind: 'failed', container, why: 'is unhealthy: its health check fails' }
    } else if (health === 'starting') {
      wait('to be healthy')
    } else if (health === 'healthy' || state === 'paused') {
      // It serves, or somebody holds it on purpose.
    } else if (state !== 'running' || container.startedAt === null) {
      wait('to run')
    } else {
      const since = now - new Date(container.startedAt).getTime()
      if (since < (container.restartCount > 0 ? steadyAgainMs : steadyMs)) wait('to stay up')
    }
  }
  return waiting ?? { kind: 'settled' }
}
