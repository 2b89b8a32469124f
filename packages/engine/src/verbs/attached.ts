import type { Project } from '@keelson/compose'
import { inspectContainer } from '../docker/containers.ts'
import type { Docker } from '../docker/docker.ts'
import { isAbort } from '../docker/error.ts'
import { type EventStream, openEvents } from '../docker/system.ts'
import { LABEL } from '../labels.ts'
import { observeContainers } from '../observe.ts'
import type { ObservedContainer } from '../observed.ts'
import { select } from '../plan/graph.ts'
import { kill } from './kill.ts'
import { type LogEntry, logs } from './logs.ts'
import { somethingRuns } from './running.ts'
import { stop } from './stop.ts'
import { type UpOptions, up } from './up.ts'
import { inPassing } from './verb.ts'
import type { Exit } from './wait.ts'

export type AttachedOptions = UpOptions & {
  onLine: (entry: LogEntry) => void
  onExit?: ((exit: Exit) => void) | undefined
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
 * Gives the exit code for the command: 0, that of the container that ended it, or 130 after the user did.
 */
export async function upAttached(
  docker: Docker,
  project: Project,
  options: AttachedOptions,
): Promise<number> {
  const { signal, stopSignal, exitCodeFrom } = options
  if (exitCodeFrom !== undefined && !(exitCodeFrom in project.services))
    throw new Error(`The project ${project.name} has no service "${exitCodeFrom}".`)
  const over = new AbortController()
  const filters = {
    type: ['container'],
    event: ['die', 'start'],
    label: [`${LABEL.project}=${project.name}`],
  }
  const since = (Date.now() / 1000 - 0.001).toFixed(3)
  const events = await openEvents(docker, { filters, signal })
  const asked = stopSignal && whenAborted(stopSignal)
  try {
    const starting = stopSignal && signal ? AbortSignal.any([signal, stopSignal]) : (stopSignal ?? signal)
    try {
      await up(docker, project, { ...options, onEvent: inPassing(options.onEvent), signal: starting })
    } catch (error) {
      if (!stopSignal?.aborted) throw error
    }
    if (!stopSignal?.aborted) options.onStarted?.()
    const shown = shownServices(project, options)
    const reading =
      shown.length === 0 ? Promise.resolve() : show(docker, project, shown, since, over.signal, options)
    const ended = firstEnd(docker, project, events, options)
    const code = await Promise.race([ended, ...(asked ? [asked.then(() => 130)] : [])])
    if (code !== ALL_OVER) await stopAll(docker, project, options)
    // What was written last is still on its way; the logs end by themselves once nothing of theirs runs.
    const { services } = options
    if (code === ALL_OVER || !services?.length || shown.every((name) => services.includes(name)))
      await reading
    if (code === ALL_OVER) return 0
    return stopSignal?.aborted ? code : ((await codeOf(docker, project, exitCodeFrom)) ?? code)
  } finally {
    over.abort()
    events.close()
  }
}

/** Everything has exited by itself. */
const ALL_OVER = -1

const whenAborted = (signal: AbortSignal) =>
  new Promise<void>((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })

async function show(
  docker: Docker,
  project: Project,
  services: string[],
  since: string,
  signal: AbortSignal,
  options: AttachedOptions,
): Promise<void> {
  for await (const entry of logs(docker, project, { services, follow: true, since, signal }))
    options.onLine(entry)
}

function shownServices(project: Project, { attach, noAttach, services, noDeps }: AttachedOptions): string[] {
  if (attach?.length) return [...attach]
  return [...select(project, services, !noDeps)].filter(
    (name) => project.services[name]?.attach !== false && !noAttach?.includes(name),
  )
}

/** Follows exits until one ends the command or nothing runs. */
async function firstEnd(
  docker: Docker,
  project: Project,
  events: EventStream,
  options: AttachedOptions,
): Promise<number> {
  const ours = select(project, options.services, !options.noDeps)
  const isOurs = ({ service, oneOff }: ObservedContainer) => !oneOff && ours.has(service)
  const runs = () => somethingRuns(docker, project.name, isOurs, options.signal)
  try {
    // Exits during `up` are in the stream already, so they are read even where nothing runs any more.
    let idle = !options.stay && !(await runs())
    if (idle) setTimeout(() => events.close(), SETTLE).unref()
    for await (const { Action, Actor } of events) {
      const { [LABEL.service]: service = '', [LABEL.oneOff]: oneOff, name = '', exitCode } = Actor.Attributes
      if (oneOff === 'True' || !ours.has(service) || Action !== 'die') continue
      const exit = { id: Actor.ID, service, container: name, code: Number(exitCode ?? 0) }
      options.onExit?.(exit)
      if (options.exitCodeFrom || options.abortOn === 'exit') return exit.code
      if (options.abortOn === 'failure' && exit.code !== 0) return exit.code
      if (!idle && !options.stay && !(await runs())) {
        idle = true
        setTimeout(() => events.close(), SETTLE).unref()
      }
    }
    return ALL_OVER
  } catch (error) {
    if (isAbort(error)) return ALL_OVER
    throw error
  }
}

/** Milliseconds for events that are still on their way when the last container is seen to be over. */
const SETTLE = 50

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
