import type { ObservedContainer } from '../observed.ts'
import type { Rolling } from './options.ts'
import { reason } from './phrase.ts'
import type { Planning } from './planning.ts'
import { retire } from './retire.ts'
import { removeContainer } from './volumes.ts'

/** Containers of services that the project no longer has, and one-offs that are over. */
export function planOrphans(planning: Planning): void {
  const { options } = planning
  const orphans = orphansOf(planning)
  if (orphans.length === 0 || options.ignoreOrphans) return
  if (options.removeOrphans) {
    for (const orphan of orphans) removeContainer(planning, orphan, whyOrphan(orphan))
    return
  }
  planning.warn(
    `Found containers of services that the project does not have: ${orphans.map(({ name }) => name).join(', ')}. Remove them with --remove-orphans.`,
  )
}

/** The same where services are replaced while they serve: at the very end, and without losing what they still do. */
export function retireOrphans(planning: Planning, rolling: Rolling): void {
  const before = planning.steps.filter(({ kind }) => kind !== 'warn').map(({ id }) => id)
  for (const orphan of orphansOf(planning)) retire(planning, orphan, whyOrphan(orphan), before, rolling)
}

function orphansOf({ options, project, observed }: Planning): ObservedContainer[] {
  const known = new Set([...Object.keys(project.services), ...(options.known ?? [])])
  return observed.containers.filter(({ service, oneOff, state }) =>
    oneOff ? state === 'exited' || state === 'dead' : !known.has(service),
  )
}

const whyOrphan = ({ oneOff, service }: ObservedContainer) =>
  oneOff ? reason('because.one-off') : reason('because.orphan', { service })
