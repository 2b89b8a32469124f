import type { Planning } from './planning.ts'
import { removeContainer } from './volumes.ts'

/** Containers of services that the project no longer has, and one-offs that are over. */
export function planOrphans(planning: Planning): void {
  const { options, project, observed } = planning
  const known = new Set([...Object.keys(project.services), ...(options.known ?? [])])
  const orphans = observed.containers.filter(({ service, oneOff, state }) =>
    oneOff ? state === 'exited' || state === 'dead' : !known.has(service),
  )
  if (orphans.length === 0 || options.ignoreOrphans) return
  if (options.removeOrphans) {
    for (const orphan of orphans) {
      const because = orphan.oneOff
        ? 'a one-off that is over'
        : `the project has no service ${orphan.service}`
      removeContainer(planning, orphan, because)
    }
    return
  }
  planning.warn(
    `Found containers of services that the project does not have: ${orphans.map(({ name }) => name).join(', ')}. Remove them with --remove-orphans.`,
  )
}
