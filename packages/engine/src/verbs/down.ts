import type { Docker } from '../docker/docker.ts'
import { observe } from '../observe.ts'
import { type DownOptions as Down, planDown } from '../plan/down.ts'
import type { Step } from '../plan/step.ts'
import { carryOut, nameOf, projectOf, provided, type Target, type VerbOptions } from './verb.ts'

export type DownOptions = Omit<Down, 'project'> & VerbOptions

/**
 * Stops and removes what a project has on the engine. By name alone that is everything with its label.
 * @throws StepError, DockerError, AbortError.
 */
export async function down(
  docker: Docker,
  target: Target,
  options: DownOptions = {},
): Promise<{ steps: Step[] }> {
  const { signal, volumes = false } = options
  const observed = await observe(docker, nameOf(target), { signal, volumes })
  const project = projectOf(target)
  const steps = planDown(observed, { tolerant: true, ...options, project })
  await carryOut(docker, steps, observed, project, options)
  if (project) await provided(project, 'down', options)
  return { steps }
}
