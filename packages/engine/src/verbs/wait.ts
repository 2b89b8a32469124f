import { waitContainer } from '../docker/containers.ts'
import type { Docker } from '../docker/docker.ts'
import { observeContainers } from '../observe.ts'
import { choose, nameOf, projectOf, type Target } from './verb.ts'

export type Exit = {
  id: string
  service: string
  container: string
  code: number
  /** The engine starts it again. */
  restarting?: boolean
}

/** Waits until the containers of the services have all exited; gives the last exit. @throws when there is none. */
export async function waitForExit(
  docker: Docker,
  target: Target,
  services: readonly string[],
  { signal, onExit }: { signal?: AbortSignal | undefined; onExit?: (exit: Exit) => void } = {},
): Promise<Exit> {
  const project = nameOf(target)
  const containers = await observeContainers(docker, project, { signal })
  const chosen = choose({ project, containers }, services, projectOf(target))
  if (chosen.length === 0) throw new Error(`The project ${project} has no container to wait for.`)
  let last: Exit | undefined
  await Promise.all(
    chosen.map(async ({ id, name, service }) => {
      const { StatusCode } = await waitContainer(docker, id, { signal })
      last = { id, service, container: name, code: StatusCode }
      onExit?.(last)
    }),
  )
  return last as Exit
}
