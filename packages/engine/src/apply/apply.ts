import type { Project } from '@keelson/compose'
import type { Docker } from '../docker/docker.ts'
import { isAbort } from '../docker/error.ts'
import type { Observed } from '../observed.ts'
import { describe, type Step } from '../plan/step.ts'
import type { Contents } from './files.ts'
import { HealthWatch } from './health-watch.ts'
import { perform } from './perform.ts'
import type { Performance } from './performance.ts'
import { type Progress, StepError } from './progress.ts'
import { NotServing } from './prove.ts'
import { Queue } from './queue.ts'
import { schedule } from './schedule.ts'
import type { Traffic } from './traffic.ts'

export type ApplyOptions = {
  /** What the plan was made from. The project is absent where one is taken down by its name. */
  project?: Project | undefined
  observed: Observed
  contents?: Contents | undefined
  /** Told by the steps of a rolling plan who may get requests. */
  traffic?: Traffic | undefined
  /** Waited for before each start of a container. */
  beforeStart?: Performance['beforeStart']
  /** Engine calls at the same time; 16 when absent. */
  parallel?: number | undefined
  signal?: AbortSignal | undefined
}

export const PARALLEL = 16

/** Steps that keep the engine waiting rather than busy. */
const waits = new Set<Step['kind']>(['wait', 'prove', 'enter', 'leave', 'monitor', 'pause', 'run-hook'])

/**
 * Does the steps of a plan; decides nothing. Independent ones run at the same time.
 * A failed step stops the plan: nothing new begins, what runs finishes, and StepError says which step and why.
 * Cancelling by `signal` ends it with the signal's reason. Observing and planning again completes either.
 */
export async function* apply(
  steps: Step[],
  docker: Docker,
  options: ApplyOptions,
): AsyncGenerator<Progress, void> {
  if (steps.length === 0) return
  const { signal } = options
  const queue = new Queue<Progress>()
  const watch = new HealthWatch(docker, options.observed.project, signal)
  const on: Performance = {
    docker,
    apiVersion: await docker.apiVersion(signal),
    project: options.project,
    observed: options.observed,
    contents: options.contents ?? { secrets: {}, configs: {} },
    watch,
    made: new Map(),
    removed: new Set(),
    undone: new Map(),
    failed: new Map(),
    traffic: options.traffic,
    beforeStart: options.beforeStart,
    report: (progress) => queue.push(progress),
    signal,
  }
  const run = async (step: Step) => {
    const since = performance.now()
    const took = () => Math.round(performance.now() - since)
    if (step.kind !== 'warn') queue.push({ kind: 'step', step, state: 'started', took: 0 })
    try {
      await perform(step, on)
      const undone = on.undone.get(step.id)
      if (step.kind !== 'warn')
        queue.push({ kind: 'step', step, state: 'done', took: took(), ...(undone && { undone }) })
    } catch (error) {
      if (signal?.aborted && isAbort(error)) throw signal.reason
      const message = explain(step, error)
      queue.push({ kind: 'step', step, state: 'failed', took: took(), message })
      throw new StepError(step, message, { cause: error })
    }
  }
  const limit = Math.max(1, options.parallel ?? PARALLEL)
  const running = schedule(steps, run, { limit, waits: ({ kind }) => waits.has(kind), signal }).then(
    () => queue.end(),
    (error) => queue.end(error),
  )
  try {
    yield* queue
  } finally {
    await watch.close()
    await running
  }
}

/** What could not be done, why, and where it is known what to do about it. */
export function explain(step: Step, error: unknown): string {
  const why = error instanceof Error ? error.message : String(error)
  if (step.kind === 'wait') return `${step.service} did not become what others wait for: ${why}`
  if (error instanceof NotServing) return `The service ${error.service} ${why}.`
  const hint = HINTS.find(([pattern]) => pattern.test(why))?.[1]
  return `Could not ${describe(step)}: ${why.replace(/\.?$/, '.')}${hint ? ` ${hint}` : ''}`
}

const HINTS: [RegExp, string][] = [
  [
    /port is already allocated|all ports are allocated|bind: address already in use/i,
    'Stop what uses the port, or publish another one.',
  ],
  [/^address already in use$/i, 'Another container of the network has the address: choose another one.'],
  [/pool overlaps/i, 'Another network has addresses of this subnet (docker network ls): choose another one.'],
  [/no such image/i, 'Pull or build it first.'],
  [
    /no space left on device/i,
    'The disk of the engine is full: free some space and run the same command again.',
  ],
  [
    /could not find an available.*address pool/i,
    'The engine has no free subnet left: remove unused networks.',
  ],
]
