import type { ContainerInspect } from '../docker/types.ts'
import type { WaitCondition } from '../plan/step.ts'
import type { HealthWatch } from './health-watch.ts'

/** What a service that others wait for came to; a sentence when it is not what they wait for. */
export type Outcome = { ok: true } | { ok: false; why: string }

/** Waits until the containers of a service meet the condition, or until it is certain that they will not. */
export async function waitFor(
  watch: HealthWatch,
  ids: string[],
  { condition, timeout }: { condition: WaitCondition; timeout?: number | undefined },
): Promise<Outcome> {
  const decide = DECIDE[condition]
  const outcomes = ids.map((id) => watch.until(id, decide))
  // One container that completes speaks for its service.
  const outcome =
    condition === 'service_completed_successfully'
      ? Promise.race(outcomes)
      : Promise.all(outcomes).then((all) => all.find(({ ok }) => !ok) ?? { ok: true as const })
  if (timeout === undefined) return outcome
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<Outcome>((resolve) => {
    timer = setTimeout(() => resolve(failed(`not within ${timeout} seconds.`)), timeout * 1000)
  })
  return Promise.race([outcome, late]).finally(() => clearTimeout(timer))
}

const nameOf = (container: ContainerInspect) => container.Name.slice(1)
const failed = (why: string): Outcome => ({ ok: false, why })

const DECIDE: Record<WaitCondition, (container: ContainerInspect) => Outcome | undefined> = {
  service_healthy: (container) =>
    healthOf(
      container,
      failed(`${nameOf(container)} has no health check. Add one, or wait for service_started.`),
    ),
  running_or_healthy: (container) => healthOf(container, { ok: true }),
  service_completed_successfully: (container) => {
    const { Status, ExitCode } = container.State
    if (Status !== 'exited' && Status !== 'dead') return undefined
    return ExitCode === 0 ? { ok: true } : failed(`${nameOf(container)} exited with code ${ExitCode}.`)
  },
}

function healthOf(container: ContainerInspect, unchecked: Outcome): Outcome | undefined {
  const { Status, ExitCode, Health } = container.State
  if (Status === 'exited' || Status === 'dead')
    return failed(`${nameOf(container)} exited with code ${ExitCode}.`)
  if (Status !== 'running') return undefined
  if (!Health || Health.Status === 'none') return unchecked
  if (Health.Status === 'healthy') return { ok: true }
  if (Health.Status !== 'unhealthy') return undefined
  const last = Health.Log?.at(-1)?.Output.trim().split('\n').at(-1)
  return failed(`${nameOf(container)} is unhealthy${last ? `: ${last}` : '.'}`)
}
