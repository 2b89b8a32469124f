import { restartContainer, startContainer, stopContainer } from '@keelson/engine'
import type { Context } from '../context.ts'
import { unfinishedDeploys } from '../deploys/store.ts'
import type { Observed, ObservedContainers } from '../environments/observed.ts'
import type { Router } from '../environments/router.ts'
import { Refusal } from '../http/refusal.ts'
import type { Locks } from '../jobs/locks.ts'
import { requireLivingProject } from '../projects/require.ts'
import type { Model } from '../versions/model.ts'
import { drainMs } from '../versions/service-wishes.ts'
import { readModel } from '../versions/store.ts'
import { type At, type Found, findReplicas } from './find.ts'

export type PowerParts = Pick<Context, 'database' | 'docker' | 'sealing'> & {
  observed: ObservedContainers
  router: Pick<Router, 'route' | 'traffic'>
  locks: Locks
}
type Which = At & { replica: string }

/** Nothing here takes longer; the balancer gives an answer ten minutes. */
const patienceMs = 9 * 60_000
/** How long a replica has to become what its health check wants. */
const comesUpMs = 5 * 60_000
const lookMs = 1_000

/**
 * Restarts replicas one after the other, each when what is open on it is done, the next when it serves again.
 * @throws Refusal when one does not come up; those after it are left as they are
 */
export const restartReplicas = (parts: PowerParts, which: Which): Promise<void> =>
  alone(parts, which, async ({ replicas }, drain, signal) => {
    for (const { id } of replicas) {
      await parts.router.traffic.leave(id, drain, signal)
      await restartContainer(parts.docker, id, { signal })
      await servesAgain(parts, which, id, signal)
    }
  })

/** Stops replicas when what is open on them is done. They stay, and the next deploy starts them. */
export const stopReplicas = (parts: PowerParts, which: Which): Promise<void> =>
  alone(parts, which, async ({ replicas }, drain, signal) => {
    await Promise.all(
      replicas.map(async ({ id }) => {
        await parts.router.traffic.leave(id, drain, signal)
        await stopContainer(parts.docker, id, { signal })
      }),
    )
  })

/** Starts replicas that were stopped. @throws Refusal when one does not come up */
export const startReplicas = (parts: PowerParts, which: Which): Promise<void> =>
  alone(parts, which, async ({ replicas }, _, signal) => {
    await Promise.all(
      replicas.map(async ({ id }) => {
        await startContainer(parts.docker, id, { signal })
        await servesAgain(parts, which, id, signal)
      }),
    )
  })

/** Does it while no deploy changes the environment, and leaves nobody out of the balancer afterwards. */
async function alone(
  parts: PowerParts,
  which: Which,
  act: (found: Found, drain: number, signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const { database, locks, observed, router } = parts
  const { id } = await requireLivingProject(database, which.project)
  await findReplicas(parts, which)
  const busy = (await unfinishedDeploys(database, id)).some(
    ({ environment }) => environment === null || environment === which.environment,
  )
  if (busy) {
    const detail = `An operation is changing "${which.environment}". Wait until it has ended, or cancel it.`
    throw new Refusal('wrong-state', { detail })
  }
  await locks.forEnvironment(id, which.environment, async () => {
    const found = await findReplicas(parts, which)
    const signal = AbortSignal.timeout(patienceMs)
    try {
      await act(found, await drainOf(parts, found, which.service), signal)
    } finally {
      await observed.refresh(found.environment.compose_project)
      router.traffic.release(found.replicas.map((replica) => replica.id))
      await router.route(signal)
    }
  })
}

/** Resolves when the engine calls it healthy, where it asks, and the balancer sends requests to it. */
async function servesAgain(
  { observed, router }: PowerParts,
  { service }: Which,
  id: string,
  signal: AbortSignal,
): Promise<void> {
  const look = () => observed.all().find((replica) => replica.id === id)
  const project = look()?.composeProject
  if (project !== undefined) await observed.refresh(project)
  for (const deadline = Date.now() + comesUpMs; ; await observed.changed(lookMs, signal)) {
    signal.throwIfAborted()
    const verdict = verdictOf(look())
    if (verdict === 'serves') break
    if (verdict !== 'comes' || Date.now() > deadline) {
      const why = verdict === 'comes' ? 'its health check has not succeeded in five minutes' : verdict
      throw new Refusal('wrong-state', { detail: `A replica of "${service}" does not come up: ${why}.` })
    }
  }
  await router.traffic.enter(id, signal).catch((error) => {
    const detail = `A replica of "${service}" runs, but ${error instanceof Error ? error.message : error}`
    throw new Refusal('wrong-state', { detail }, { cause: error })
  })
}

/** Does it serve, is it on its way, or why not. Pure. */
export function verdictOf(
  replica: Pick<Observed, 'state' | 'health' | 'exitCode' | 'restarts'> | undefined,
): string {
  if (!replica) return 'it is gone'
  const { state, health, exitCode, restarts } = replica
  if (state === 'running' && health === 'unhealthy') return 'its health check fails'
  if (state === 'running') return health === 'starting' ? 'comes' : 'serves'
  // What ends well has done its work.
  if (state === 'exited' && exitCode === 0) return 'serves'
  if (state === 'exited' && !restarts) return `it ended with exit code ${exitCode}`
  if (state === 'dead' || state === 'removing') return `the engine calls it ${state}`
  return state === 'restarting' ? 'it ends again and again' : 'comes'
}

async function drainOf(
  { database, sealing }: PowerParts,
  { project, environment }: Found,
  service: string,
): Promise<number> {
  if (environment.version === null) return 0
  const text = await readModel(database, sealing, project.id, environment.version)
  const model: Model | undefined = text === undefined ? undefined : JSON.parse(text)
  return drainMs(model?.project.services[service])
}
