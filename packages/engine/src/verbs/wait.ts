import { waitContainer } from '../docker/containers.ts'
import type { Docker } from '../docker/docker.ts'
import { observeContainers } from '../observe.ts'
import { choose, nameOf, projectOf, type Target } from './verb.ts'

export type Exit = { service: string; container: string; code: number }

/** Waits for the first container of the services to exit. @throws when there is none. */
export async function waitForExit(
  docker: Docker,
  target: Target,
  services: readonly string[],
  { signal }: { signal?: AbortSignal | undefined } = {},
): Promise<Exit> {
  const project = nameOf(target)
  const containers = await observeContainers(docker, project, { signal })
  const chosen = choose({ project, containers }, services, projectOf(target))
  if (chosen.length === 0) throw new Error(`The project ${project} has no container to wait for.`)
  const others = new AbortController()
  const either = signal ? AbortSignal.any([signal, others.signal]) : others.signal
  try {
    return await Promise.race(
      chosen.map(async ({ id, name, service }) => {
        const { StatusCode } = await waitContainer(docker, id, { signal: either })
        return { service, container: name, code: StatusCode }
      }),
    )
  } finally {
    others.abort()
  }
}
