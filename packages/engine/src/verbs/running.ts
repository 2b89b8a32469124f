import { inspectContainer } from '../docker/containers.ts'
import type { Docker } from '../docker/docker.ts'
import { isNotFound } from '../docker/error.ts'
import { observeContainers } from '../observe.ts'
import type { ObservedContainer } from '../observed.ts'

/**
 * True while a chosen container of the project runs or is about to again.
 * The list lags behind the event of a death, an inspection does not: what it says runs is inspected.
 */
export async function somethingRuns(
  docker: Docker,
  project: string,
  isChosen: (container: ObservedContainer) => boolean,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  const containers = await observeContainers(docker, project, { signal })
  for (const { id } of containers.filter((one) => isChosen(one) && isListedAsUp(one))) {
    try {
      const { State } = await inspectContainer(docker, id, { signal })
      if (State.Running || State.Restarting) return true
    } catch (error) {
      if (!isNotFound(error)) throw error
    }
  }
  return false
}

/** What a list says: it lags behind the event of a death. */
export const isListedAsUp = ({ state }: ObservedContainer) =>
  state === 'running' || state === 'restarting' || state === 'paused'
