import type { Docker } from '../docker/docker.ts'
import {
  createExec,
  type ExecRequest,
  inspectExec,
  resizeExec,
  startExec,
  startExecDetached,
} from '../docker/exec.ts'
import { observeContainers } from '../observe.ts'
import { type Session, session } from './session.ts'
import { choose, nameOf, projectOf, type Target } from './verb.ts'

export type ExecOptions = {
  service: string
  command: string[]
  /** Which of the service's containers; the first when absent. */
  index?: number | undefined
  /** `K=v`, or a bare name for a variable without a value. */
  environment?: readonly string[] | undefined
  user?: string | undefined
  workingDir?: string | undefined
  privileged?: boolean | undefined
  tty?: boolean | undefined
  interactive?: boolean | undefined
  detachKeys?: string | undefined
  signal?: AbortSignal | undefined
}

/** Runs a command in a running container. @throws when the service has none. */
export async function exec(docker: Docker, target: Target, options: ExecOptions): Promise<Session> {
  const container = await runningContainer(docker, target, options)
  const id = await createExec(docker, container.id, execRequest(options, true), options)
  const stream = await startExec(docker, id, { tty: options.tty ?? false, signal: options.signal })
  return session(stream, options.tty ?? false, {
    container,
    resize: (rows, columns) => resizeExec(docker, id, rows, columns),
    exitCode: async () => (await inspectExec(docker, id)).ExitCode ?? 0,
  })
}

/** The same without waiting for it. */
export async function execDetached(docker: Docker, target: Target, options: ExecOptions): Promise<void> {
  const container = await runningContainer(docker, target, options)
  const id = await createExec(docker, container.id, execRequest(options, false), options)
  await startExecDetached(docker, id, options)
}

function execRequest(options: ExecOptions, attached: boolean): ExecRequest {
  const request: ExecRequest = {
    Cmd: options.command,
    AttachStdin: attached && (options.interactive ?? false),
    AttachStdout: attached,
    AttachStderr: attached,
    Tty: options.tty ?? false,
    Env: [...(options.environment ?? [])],
  }
  if (options.user) request.User = options.user
  if (options.workingDir) request.WorkingDir = options.workingDir
  if (options.privileged) request.Privileged = true
  if (options.detachKeys) request.DetachKeys = options.detachKeys
  return request
}

/** A running container of a service: the one with the number asked for, else (also for 0) the first. */
export async function runningContainer(
  docker: Docker,
  target: Target,
  {
    service,
    index,
    signal,
  }: { service: string; index?: number | undefined; signal?: AbortSignal | undefined },
): Promise<{ id: string; name: string }> {
  const project = nameOf(target)
  const containers = await observeContainers(docker, project, { signal })
  const running = choose({ project, containers }, [service], projectOf(target)).filter(
    ({ state }) => state === 'running' || state === 'paused',
  )
  const found = !index ? running[0] : running.find(({ number }) => number === index)
  if (found) return { id: found.id, name: found.name }
  throw new Error(
    `The service "${service}" ${!index ? 'is not running' : `has no running container ${index}`}.`,
  )
}
