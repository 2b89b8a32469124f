import { setTimeout as delay } from 'node:timers/promises'
import type { Docker } from '../docker/docker.ts'
import type { ContainerInspect } from '../docker/types.ts'
import type { WaitCondition } from '../plan/step.ts'
import { healthCheckPasses } from './health-check.ts'
import type { HealthWatch } from './health-watch.ts'

/** What a service that others wait for came to; a sentence when it is not what they wait for. */
export type Outcome = { ok: true } | { ok: false; why: string }

/**
 * Waits until the containers of a service meet the condition, or until it is certain that they will not.
 * `probe`: their health check is run at once instead of waiting for the engine to run it; `timeout` in seconds.
 */
export async function waitFor(
  { docker, watch, signal }: { docker: Docker; watch: HealthWatch; signal?: AbortSignal | undefined },
  ids: string[],
  wanted: { condition: WaitCondition; probe?: boolean | undefined; timeout?: number | undefined },
): Promise<Outcome> {
  const { condition, probe, timeout } = wanted
  const decide = DECIDE[condition]
  const over = new AbortController()
  const until = AbortSignal.any([over.signal, ...(signal ? [signal] : [])])
  const outcomes = ids.map((id) =>
    probe ? probed(docker, watch, id, decide, until) : watch.until(id, decide, until),
  )
  for (const outcome of outcomes) outcome.catch(() => {})
  // One container that completes speaks for its service.
  const outcome =
    condition === 'service_completed_successfully'
      ? Promise.race(outcomes)
      : Promise.all(outcomes).then((all) => all.find(({ ok }) => !ok) ?? { ok: true as const })
  try {
    if (timeout === undefined) return await outcome
    const late = delay(timeout * 1000, failed(`not within ${timeout} seconds.`), { signal: until })
    late.catch(() => {})
    return await Promise.race([outcome, late])
  } finally {
    over.abort()
  }
}

type Decide = (container: ContainerInspect) => Outcome | undefined

/** What the engine says, or our own run of the health check, whichever is first. */
async function probed(
  docker: Docker,
  watch: HealthWatch,
  id: string,
  decide: Decide,
  signal: AbortSignal,
): Promise<Outcome> {
  const first = await watch.until(
    id,
    (now) => decide(now) ?? (now.State.Status === 'running' ? now : undefined),
    signal,
  )
  if ('ok' in first) return first
  const passed = healthCheckPasses(docker, watch, first, signal).then((): Outcome => ({ ok: true }))
  passed.catch(() => {})
  return Promise.race([watch.until(id, decide, signal), passed])
}

const nameOf = (container: ContainerInspect) => container.Name.slice(1)
const failed = (why: string): Outcome => ({ ok: false, why })

const DECIDE: Record<WaitCondition, Decide> = {
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
