import type { Project } from '@keelson/compose'
import { inspectContainer } from '../docker/containers.ts'
import type { Docker } from '../docker/docker.ts'
import { observeContainers } from '../observe.ts'
import { select } from '../plan/graph.ts'
import { ALL_OVER, Attachment } from './attachment.ts'
import { kill } from './kill.ts'
import type { LogEntry, LogSource } from './log-streams.ts'
import { stop } from './stop.ts'
import { type UpOptions, up } from './up.ts'
import { inPassing } from './verb.ts'
import type { Exit } from './wait.ts'

export type AttachedOptions = UpOptions & {
  onLine: (entry: LogEntry) => void
  /** A container has ended, and its last line has been given; `ends` where that ends the command. */
  onExit?: ((exit: Exit, ends: boolean) => void) | undefined
  /** Whose logs are shown; those with `attach: false` never are unless named here. All when absent. */
  attach?: readonly string[] | undefined
  noAttach?: readonly string[] | undefined
  /** Stop everything when one container exits, or when one fails. */
  abortOn?: 'exit' | 'failure' | undefined
  /** Stop everything when one container exits, and give the code of this service's. */
  exitCodeFrom?: string | undefined
  /** First request of the user to end: stop gracefully. `signal` cancels at once. */
  stopSignal?: AbortSignal | undefined
  /** Second request: kill what is still there. */
  killSignal?: AbortSignal | undefined
  /** Called once everything is started. */
  onStarted?: (() => void) | undefined
  /** Go on when nothing runs any more: something else may start it again. */
  stay?: boolean | undefined
}

/**
 * `up` with the logs of what it starts, until everything has exited, a container's exit ends it, or the user does.
 * What counts are the services that were named, else those that are shown: a dependency may run on.
 * Gives the exit code for the command: 0, that of the container that ended it, or 130 after the user did.
 */
export async function upAttached(
  docker: Docker,
  project: Project,
  options: AttachedOptions,
): Promise<number> {
  const { signal, stopSignal, exitCodeFrom, abortOn } = options
  for (const name of [...(options.attach ?? []), ...(exitCodeFrom === undefined ? [] : [exitCodeFrom])])
    if (!(name in project.services)) throw new Error(`The project ${project.name} has no service "${name}".`)
  const onAnyExit = exitCodeFrom !== undefined || abortOn === 'exit'
  const shown = shownServices(project, options)
  const counted = new Set(options.services?.length ? options.services : shown)
  if (exitCodeFrom !== undefined) counted.add(exitCodeFrom)
  const attachment = await Attachment.open(docker, project, {
    services: counted,
    shown,
    stay: options.stay ?? false,
    signal,
    onLine: options.onLine,
    onExit: (exit, ends) => options.onExit?.(exit, ends),
    isEnd: ({ code }) => !stopSignal?.aborted && (onAnyExit || (abortOn === 'failure' && code !== 0)),
  })
  let stopped: (service: string) => boolean = () => false
  try {
    const asked = stopSignal && whenAborted(stopSignal).then(() => 130)
    const first = Promise.race([attachment.ended, ...(asked ? [asked] : [])])
    const starting = { ...options, beforeStart: (one: LogSource) => attachment.beforeStart(one) }
    if (await startAll(docker, project, starting, first)) options.onStarted?.()
    await attachment.started()
    const code = await first
    stopped = (service) => !options.services?.length || options.services.includes(service)
    if (code === ALL_OVER) return 0
    await attachment.startsDone()
    await stopAll(docker, project, options)
    return stopSignal?.aborted ? code : ((await codeOf(docker, project, exitCodeFrom)) ?? code)
  } finally {
    await attachment.close(stopped)
  }
}

/** `up`; false where it was cut short, since the command ends before all is started. */
async function startAll(
  docker: Docker,
  project: Project,
  options: AttachedOptions,
  ended: Promise<unknown>,
): Promise<boolean> {
  const { signal } = options
  const cut = new AbortController()
  const end = () => cut.abort()
  ended.then(end, end)
  try {
    await up(docker, project, {
      ...options,
      onEvent: inPassing(options.onEvent),
      signal: signal ? AbortSignal.any([signal, cut.signal]) : cut.signal,
    })
  } catch (error) {
    if (!cut.signal.aborted) throw error
  }
  return !cut.signal.aborted
}

const whenAborted = (signal: AbortSignal) =>
  new Promise<void>((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })

function shownServices(
  project: Project,
  { attach, noAttach, services, noDeps }: AttachedOptions,
): ReadonlySet<string> {
  const wanted = attach?.length
    ? attach
    : [...select(project, services, !noDeps)].filter((name) => project.services[name]?.attach !== false)
  return new Set(wanted.filter((name) => !noAttach?.includes(name)))
}

/** The exit code of a service's first container; it may have been another one that ended the command. */
async function codeOf(
  docker: Docker,
  project: Project,
  service: string | undefined,
): Promise<number | undefined> {
  if (service === undefined) return undefined
  const containers = await observeContainers(docker, project.name)
  const found = containers.find((one) => one.service === service && !one.oneOff)
  return found && (await inspectContainer(docker, found.id)).State.ExitCode
}

/** Stops what was asked for; what that depends on goes on. */
async function stopAll(docker: Docker, project: Project, options: AttachedOptions): Promise<void> {
  const { killSignal, services } = options
  const onEvent = inPassing(options.onEvent)
  const stopping = new AbortController()
  const killed = killSignal && whenAborted(killSignal).then(() => stopping.abort())
  try {
    await stop(docker, project, {
      services,
      onEvent,
      stopTimeout: options.stopTimeout,
      signal: stopping.signal,
    })
  } catch (error) {
    if (!killSignal?.aborted) throw error
    await killed
    await kill(docker, project, { services, onEvent }).catch(() => {})
  }
}
