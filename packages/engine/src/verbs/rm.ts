import type { Docker } from '../docker/docker.ts'
import { observe } from '../observe.ts'
import { planRemove } from '../plan/lifecycle.ts'
import type { Step } from '../plan/step.ts'
import type { StopOptions } from './stop.ts'
import { carryOut, choose, nameOf, projectFromLabels, projectOf, type Target } from './verb.ts'

export type RemoveOptions = StopOptions & {
  /** Stop running ones first; otherwise they are left alone. */
  stop?: boolean | undefined
  /** Their anonymous volumes too. */
  volumes?: boolean | undefined
  /** Shown the plan before anything is done; false stops here. */
  confirm?: ((steps: Step[]) => boolean | Promise<boolean>) | undefined
}

/** Removes stopped containers. Gives the names of what was removed. */
export async function rm(docker: Docker, target: Target, options: RemoveOptions = {}): Promise<string[]> {
  const observed = await observe(docker, nameOf(target), { signal: options.signal })
  const project = projectOf(target) ?? projectFromLabels(observed)
  const containers = choose(observed, options.services, project)
  const { stop, volumes, stopTimeout: timeout } = options
  const steps = planRemove(containers, project, { stop, volumes, timeout })
  const names = steps.flatMap((step) => (step.kind === 'remove-container' ? [step.container.name] : []))
  if (names.length === 0 || (options.confirm && !options.dryRun && !(await options.confirm(steps)))) return []
  await carryOut(docker, steps, observed, project, options)
  return names
}
