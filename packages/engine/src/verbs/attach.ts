import { attachContainer, inspectContainer, openWait, resizeContainer } from '../docker/containers.ts'
import type { Docker } from '../docker/docker.ts'
import { runningContainer } from './exec.ts'
import { type Session, session } from './session.ts'
import type { Target } from './verb.ts'

export type AttachOptions = {
  service: string
  /** Which of the service's containers; the first when absent. */
  index?: number | undefined
  /** Pass on what is written to `stdin`, where the container reads it. */
  interactive?: boolean | undefined
  /** Keys that leave the container and let it run on, such as `ctrl-p,ctrl-q`. */
  detachKeys?: string | undefined
  signal?: AbortSignal | undefined
}

/**
 * Joins the input and output of a running container, from now on. `readsOnce`: whether the container is told that its
 * input has ended; where it is not, ending `stdin` ends no more than the output, while the container runs on.
 *
 * @throws when the service has none.
 */
export async function attach(
  docker: Docker,
  target: Target,
  options: AttachOptions,
): Promise<Session & { tty: boolean; readsOnce: boolean }> {
  const container = await runningContainer(docker, target, options)
  const { interactive = false, detachKeys, signal } = options
  const { Config } = await inspectContainer(docker, container.id, { signal })
  const tty = Config.Tty ?? false
  // Asked before attaching: it is answered even if the container removes itself at its end.
  const exit = await openWait(docker, container.id, { condition: 'not-running', signal })
  const stdin = interactive && (Config.OpenStdin ?? false)
  const query = { stdin, stdout: true, stderr: true, detachKeys, signal }
  const joined = session(await attachContainer(docker, container.id, query), tty, {
    container,
    resize: (rows, columns) => resizeContainer(docker, container.id, rows, columns),
    exitCode: async () => (await exit()).StatusCode,
  })
  return { ...joined, tty, readsOnce: Config.StdinOnce ?? false }
}
