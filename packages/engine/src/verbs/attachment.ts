import { setTimeout as delay } from 'node:timers/promises'
import type { Project } from '@keelson/compose'
import { inspectContainer } from '../docker/containers.ts'
import type { Docker } from '../docker/docker.ts'
import { isAbort, isNotFound } from '../docker/error.ts'
import { type EventStream, openEvents } from '../docker/system.ts'
import type { EngineEvent } from '../docker/types.ts'
import { LABEL } from '../labels.ts'
import { observeContainers } from '../observe.ts'
import type { ObservedContainer } from '../observed.ts'
import { attachLines, type LogEntry, type LogSource, LogStreams } from './log-streams.ts'
import { isListedAsUp, somethingRuns } from './running.ts'
import type { Exit } from './wait.ts'

/** Everything has exited by itself. */
export const ALL_OVER = -1

export type AttachmentOptions = {
  /** Whose exits count. */
  services: ReadonlySet<string>
  /** Whose lines are shown. */
  shown: ReadonlySet<string>
  onLine: (entry: LogEntry) => void
  /** After the last line of a container that counts or is shown; `ends` for the one exit, of any, that ends the command. */
  onExit: (exit: Exit, ends: boolean) => void
  /** Whether such an exit ends the command. */
  isEnd: (exit: Exit) => boolean
  /** Go on when nothing runs any more. */
  stay: boolean
  signal: AbortSignal | undefined
}

/**
 * Reads what the containers of a project write and tells their exits while something else starts and stops them: from
 * before the first start on, so that a dependency that never gets healthy is heard, too.
 */
export class Attachment {
  readonly #docker: Docker
  readonly #project: Project
  readonly #options: AttachmentOptions
  readonly #events: EventStream
  readonly #lines: LogStreams
  readonly #over = new AbortController()
  readonly #end = Promise.withResolvers<number>()
  /** What runs, by id, with its service. */
  readonly #running = new Map<string, string>()
  /** What ran before: the command itself may replace it, which is no exit that counts. */
  readonly #old = new Set<string>()
  /** What the engine was about to be asked to start. */
  readonly #starting = new Set<string>()
  /** What is listened to already, before its start. */
  readonly #listening = new Set<string>()
  /** Each exit, settled when it is told: after the container's last line. */
  readonly #exits: Promise<void>[] = []
  #started = false
  #isEnding = false

  /** @throws DockerError when the engine is away. */
  static async open(docker: Docker, project: Project, options: AttachmentOptions): Promise<Attachment> {
    const { signal } = options
    const since = (Date.now() / 1000 - 0.001).toFixed(3)
    const filters = {
      type: ['container'],
      event: ['start', 'die'],
      label: [`${LABEL.project}=${project.name}`],
    }
    const events = await openEvents(docker, { filters, signal })
    try {
      const attachment = new Attachment(docker, project, options, events, since)
      const before = await observeContainers(docker, project.name, { signal })
      for (const one of before) attachment.#met(one)
      return attachment
    } catch (error) {
      events.close()
      throw error
    }
  }

  private constructor(
    docker: Docker,
    project: Project,
    options: AttachmentOptions,
    events: EventStream,
    since: string,
  ) {
    this.#docker = docker
    this.#project = project
    this.#options = options
    this.#events = events
    this.#lines = new LogStreams(docker, { since, signal: this.#over.signal }, options.onLine)
    this.#end.promise.catch(() => {})
    this.#read().catch((error: unknown) => this.#fail(error))
  }

  /** The code of the exit that ends the command, or ALL_OVER. Fails when lines or events cannot be read. */
  get ended(): Promise<number> {
    return this.#end.promise
  }

  /** Everything is started: from now on it is the end when nothing runs, and every exit counts. */
  async started(): Promise<void> {
    this.#started = true
    this.#old.clear()
    await this.#endWhenIdle()
  }

  /** The engine carries out a start that it was asked for, also where nobody waits for its answer any more. */
  async startsDone(): Promise<void> {
    await until(() => this.#starting.size === 0, START_LATE)
  }

  /** Tells what is still on its way of the services that were stopped, then reads no more. */
  async close(stopped: (service: string) => boolean): Promise<void> {
    await delay(SETTLE)
    await until(() => ![...this.#running.values()].some(stopped), EXIT_LATE)
    this.#events.close()
    await Promise.all(this.#exits)
    this.#over.abort()
  }

  async #read(): Promise<void> {
    for await (const event of this.#events) {
      const { [LABEL.service]: service = '', [LABEL.oneOff]: oneOff } = event.Actor.Attributes
      if (oneOff === 'True') continue
      const one = sourceOf(event, service)
      if (event.Action === 'start') this.#isStarted(one)
      else await this.#hasDied(one, event)
    }
  }

  /** What no logging driver keeps has to be listened to before its first line is written. */
  async beforeStart(one: LogSource): Promise<void> {
    this.#starting.add(one.id)
    if (this.#isKept(one) || !this.#options.shown.has(one.service)) return
    this.#listening.add(one.id)
    await this.#listen(one)
  }

  #met(one: ObservedContainer): void {
    if (one.oneOff || !isListedAsUp(one)) return
    this.#old.add(one.id)
    this.#isStarted(one)
  }

  #isStarted(one: LogSource): void {
    this.#starting.delete(one.id)
    this.#running.set(one.id, one.service)
    if (this.#listening.delete(one.id) || !this.#options.shown.has(one.service)) return
    const reading = this.#isKept(one) ? this.#lines.follow(one) : this.#listen(one)
    reading.catch((error: unknown) => this.#fail(error))
  }

  /** Settles when it is heard. */
  async #listen(one: LogSource): Promise<void> {
    const tty = this.#project.services[one.service]?.tty ?? false
    const lines = await attachLines(this.#docker, one, { tty, signal: this.#over.signal })
    this.#lines.take(one, lines).catch((error: unknown) => this.#fail(error))
  }

  async #hasDied(one: LogSource, { Actor, timeNano }: EngineEvent): Promise<void> {
    this.#running.delete(one.id)
    if (this.#old.has(one.id)) return
    const counts = this.#options.services.has(one.service)
    const code = Number(Actor.Attributes.exitCode ?? 0)
    const exit = { id: one.id, service: one.service, container: one.name, code }
    const ends = counts && !this.#isEnding && this.#options.isEnd(exit)
    this.#isEnding ||= ends
    const told = this.#tell(exit, ends, timeNano / 1e6)
    this.#exits.push(told.catch((error: unknown) => this.#fail(error)))
    if (ends) this.#end.resolve(told.then(() => code))
    else if (counts && this.#started) await this.#endWhenIdle()
  }

  async #tell(exit: Exit, ends: boolean, at: number): Promise<void> {
    const [restarting] = await Promise.all([
      startsAgain(this.#docker, exit.id, at),
      this.#lines.ended(exit.id),
    ])
    if (ends || this.#concerns(exit)) this.#options.onExit({ ...exit, restarting }, ends)
  }

  #concerns({ service }: Exit): boolean {
    return this.#options.services.has(service) || this.#options.shown.has(service)
  }

  #isKept({ service }: LogSource): boolean {
    return this.#project.services[service]?.logging?.driver !== 'none'
  }

  async #endWhenIdle(): Promise<void> {
    const { services, stay, signal } = this.#options
    const counts = ({ service, oneOff }: ObservedContainer) => !oneOff && services.has(service)
    if (!stay && !(await somethingRuns(this.#docker, this.#project.name, counts, signal)))
      this.#end.resolve(ALL_OVER)
  }

  #fail(error: unknown): void {
    if (isAbort(error)) this.#end.resolve(ALL_OVER)
    else this.#end.reject(error)
  }
}

/** Milliseconds for events that are still on their way when the last container is seen to be over. */
const SETTLE = 50
/** After so many milliseconds the event of a start, or of an exit, is not waited for any more. */
const START_LATE = 5000
const EXIT_LATE = 1000

async function until(isSo: () => boolean, milliseconds: number): Promise<void> {
  for (let waited = 0; waited < milliseconds && !isSo(); waited += SETTLE) await delay(SETTLE)
}

/** Whether the engine starts a container again, or has, that died at this time (milliseconds since 1970). */
async function startsAgain(docker: Docker, id: string, diedAt: number): Promise<boolean> {
  try {
    const { Restarting, StartedAt = '' } = (await inspectContainer(docker, id)).State
    return Restarting === true || Date.parse(StartedAt) > diedAt
  } catch (error) {
    if (isNotFound(error)) return false
    throw error
  }
}

const sourceOf = ({ Actor }: EngineEvent, service: string): LogSource => ({
  id: Actor.ID,
  name: Actor.Attributes.name ?? '',
  service,
  number: Number(Actor.Attributes[LABEL.number] ?? 0),
})
