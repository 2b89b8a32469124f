import type { Docker } from '../docker/docker.ts'
import { observe } from '../observe.ts'
import { planRestart } from '../plan/lifecycle.ts'
import type { StopOptions } from './stop.ts'
import { carryOut, choose, nameOf, projectFromLabels, projectOf, type Target } from './verb.ts'

/** Restarts containers; those that depend on them with `restart: true` come along unless `noDeps`. */
export async function restart(
  docker: Docker,
  target: Target,
  options: StopOptions & { noDeps?: boolean | undefined } = {},
): Promise<void> {
  const observed = await observe(docker, nameOf(target), options)
  const project = projectOf(target) ?? projectFromLabels(observed)
  choose(observed, options.services, project)
  const all = choose(observed, undefined, project)
  const { services, noDeps, stopTimeout: timeout } = options
  await carryOut(docker, planRestart(all, services, project, { timeout, noDeps }), observed, project, options)
}
