import type { Project } from '@keelson/compose'
import type { Docker } from '../docker/docker.ts'
import { observe } from '../observe.ts'
import type { ObservedContainer } from '../observed.ts'
import { planEach } from '../plan/lifecycle.ts'
import { isUp, refOf } from '../plan/planning.ts'
import type { Step } from '../plan/step.ts'
import { carryOut, choose, nameOf, projectOf, type Target, type VerbOptions } from './verb.ts'

export type KillOptions = VerbOptions & {
  services?: readonly string[] | undefined
  /** SIGKILL when absent. */
  killSignal?: string | undefined
  /** Containers of services that the project no longer has: killed too, and removed. */
  removeOrphans?: boolean | undefined
}

/** Sends a signal to running containers. */
export async function kill(docker: Docker, target: Target, options: KillOptions = {}): Promise<void> {
  const observed = await observe(docker, nameOf(target), options)
  const project = projectOf(target)
  const orphans = project && options.removeOrphans ? observed.containers.filter(isOrphanOf(project)) : []
  const chosen = choose(observed, options.services, project).filter((one) => !orphans.includes(one))
  const containers = chosen.filter(isUp)
  const { killSignal } = options
  const steps = planEach(containers, 'kill', (one) => ({
    kind: 'kill-container',
    container: refOf(one),
    killSignal,
  }))
  const removals = orphans.map(
    (orphan): Step => ({
      id: `container/${orphan.name}/remove`,
      because: `the project has no service ${orphan.service}`,
      after: [],
      kind: 'remove-container',
      container: refOf(orphan),
      force: true,
    }),
  )
  await carryOut(docker, [...steps, ...removals], observed, project, options)
}

const isOrphanOf =
  (project: Project) =>
  ({ service, oneOff }: ObservedContainer) =>
    !oneOff && !(service in project.services)
