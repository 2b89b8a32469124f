import type { Docker } from '../docker/docker.ts'
import { observe } from '../observe.ts'
import { planEach } from '../plan/lifecycle.ts'
import { isUp, refOf } from '../plan/planning.ts'
import { carryOut, choose, nameOf, projectOf, type Target, type VerbOptions } from './verb.ts'

export type KillOptions = VerbOptions & {
  services?: readonly string[] | undefined
  /** SIGKILL when absent. */
  killSignal?: string | undefined
}

/** Sends a signal to running containers. @throws when none runs. */
export async function kill(docker: Docker, target: Target, options: KillOptions = {}): Promise<void> {
  const observed = await observe(docker, nameOf(target), options)
  const project = projectOf(target)
  const containers = choose(observed, options.services, project).filter(isUp)
  if (containers.length === 0) throw new Error(`No container of ${nameOf(target)} to kill.`)
  const { killSignal } = options
  const steps = planEach(containers, 'kill', (one) => ({
    kind: 'kill-container',
    container: refOf(one),
    killSignal,
  }))
  await carryOut(docker, steps, observed, project, options)
}
