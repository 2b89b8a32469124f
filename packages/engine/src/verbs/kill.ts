import type { Project } from '@keelson/compose'
import type { Docker } from '../docker/docker.ts'
import { observe } from '../observe.ts'
import type { ObservedContainer } from '../observed.ts'
import { planEach } from '../plan/lifecycle.ts'
import { isUp, refOf } from '../plan/planning.ts'
import { carryOut, choose, nameOf, projectOf, type Target, type VerbOptions } from './verb.ts'

export type KillOptions = VerbOptions & {
  services?: readonly string[] | undefined
  /** SIGKILL when absent. */
  killSignal?: string | undefined
  /** Containers of services that the project no longer has: killed too. They stay, as with docker compose. */
  removeOrphans?: boolean | undefined
}

/** Sends a signal to running containers. */
export async function kill(docker: Docker, target: Target, options: KillOptions = {}): Promise<void> {
  const observed = await observe(docker, nameOf(target), options)
  const project = projectOf(target)
  const orphans = project && options.removeOrphans ? observed.containers.filter(isOrphanOf(project)) : []
  const chosen = choose(observed, options.services, project)
  const { killSignal } = options
  const steps = planEach([...new Set([...chosen, ...orphans])].filter(isUp), 'kill', (one) => ({
    kind: 'kill-container',
    container: refOf(one),
    killSignal,
  }))
  await carryOut(docker, steps, observed, project, options)
}

const isOrphanOf =
  (project: Project) =>
  ({ service, oneOff }: ObservedContainer) =>
    !oneOff && !(service in project.services)
