import type { Docker } from '../docker/docker.ts'
import { observe } from '../observe.ts'
import { planStop } from '../plan/lifecycle.ts'
import {
  carryOut,
  choose,
  nameOf,
  projectFromLabels,
  projectOf,
  provided,
  type Target,
  type VerbOptions,
} from './verb.ts'

export type StopOptions = VerbOptions & {
  services?: readonly string[] | undefined
  /** Seconds, instead of each container's own. */
  stopTimeout?: number | undefined
}

/** Stops containers and keeps them, dependents before what they depend on. */
export async function stop(docker: Docker, target: Target, options: StopOptions = {}): Promise<void> {
  const observed = await observe(docker, nameOf(target), options)
  const project = projectOf(target) ?? projectFromLabels(observed)
  const containers = choose(observed, options.services, project)
  const steps = planStop(containers, project, { timeout: options.stopTimeout })
  await carryOut(docker, steps, observed, project, options)
  await provided(project, 'stop', options)
}
