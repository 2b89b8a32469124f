import type { Readable } from 'node:stream'
import { attachContainer, containerLogs } from '../docker/containers.ts'
import type { Docker } from '../docker/docker.ts'
import { isAbort, isNotFound, isUnreadable } from '../docker/error.ts'
import { demultiplexLines, type Tty } from '../docker/streams.ts'
import type { ObservedContainer } from '../observed.ts'

/** A line that a container wrote; `at` is the engine's time in RFC 3339 with nanoseconds. */
export type LogEntry = {
  service: string
  container: string
  number: number
  stream: 'stdout' | 'stderr'
  at: string
  line: string
}

/** Whose lines they are. */
export type LogSource = Pick<ObservedContainer, 'id' | 'name' | 'service' | 'number'>

export type ReadOptions = {
  /** Go on with what comes, until the container stops. */
  follow?: boolean | undefined
  /** Unix seconds. */
  since?: number | string | undefined
  until?: number | string | undefined
  /** Lines of each container. */
  tail?: number | 'all' | undefined
  signal?: AbortSignal | undefined
  /** Called for a container whose logging driver keeps nothing that could be read. */
  onUnreadable?: ((container: string) => void) | undefined
}

/** What the engine has kept of a container's output. Ends quietly on cancel, or when the container is gone. */
export async function* readLog(
  docker: Docker,
  source: LogSource,
  { onUnreadable, signal, ...wish }: ReadOptions,
): AsyncGenerator<LogEntry, void> {
  const open = () => containerLogs(docker, source.id, { ...wish, timestamps: true, signal })
  try {
    // With timestamps on, a terminal's raw stream starts with a digit and a multiplexed one never does.
    for await (const { stream, line } of lines(await open(), 'detect')) {
      const space = line.indexOf(' ')
      const at = space < 0 ? line : line.slice(0, space)
      yield entry(source, stream, at, space < 0 ? '' : line.slice(space + 1))
    }
  } catch (error) {
    if (isUnreadable(error)) onUnreadable?.(source.name)
    else if (!(isAbort(error) && signal?.aborted) && !isNotFound(error)) throw error
  }
}

/**
 * What a container writes from now on, whether or not its logging driver keeps it. Settles once nothing can be
 * missed any more; a container that does not run yet is heard from its first line on.
 */
export async function attachLines(
  docker: Docker,
  source: LogSource,
  { tty, signal }: { tty: boolean; signal: AbortSignal },
): Promise<AsyncGenerator<LogEntry, void>> {
  const joined = await attachContainer(docker, source.id, { stdout: true, stderr: true, signal })
  return (async function* () {
    try {
      for await (const { stream, line } of lines(joined, tty))
        yield entry(source, stream, new Date().toISOString(), line)
    } catch (error) {
      if (!signal.aborted) throw error
    }
  })()
}

async function* lines(source: Readable, tty: Tty) {
  try {
    yield* demultiplexLines(source, tty)
  } finally {
    source.destroy()
  }
}

const entry = (
  { name, service, number }: LogSource,
  stream: LogEntry['stream'],
  at: string,
  line: string,
): LogEntry => ({ service, container: name, number, stream, at, line })

/** The logs of several containers as they come. What a container writes is read once, however often it starts. */
export class LogStreams {
  readonly #docker: Docker
  readonly #options: ReadOptions
  readonly #onEntry: (entry: LogEntry) => void
  /** By container: settled once everything has been read that it wrote before it last stopped. */
  readonly #reading = new Map<string, Promise<void>>()
  /** When each container wrote its last line: one that starts again goes on after it. */
  readonly #last = new Map<string, string>()
  #open = 0

  constructor(docker: Docker, options: ReadOptions, onEntry: (entry: LogEntry) => void) {
    this.#docker = docker
    this.#options = options
    this.#onEntry = onEntry
  }

  /** How many containers are being read. */
  get open(): number {
    return this.#open
  }

  /** Reads the log of a container until it stops. Settles then; fails when the engine does. */
  follow(source: LogSource, tail?: ReadOptions['tail']): Promise<void> {
    return this.#add(source, () => this.#read(source, tail))
  }

  /** The same with lines that are already being read. */
  take(source: LogSource, lines: AsyncGenerator<LogEntry, void>): Promise<void> {
    return this.#add(source, async () => {
      for await (const entry of lines) this.#onEntry(entry)
    })
  }

  /** Settles once what the container wrote before it stopped has been read. */
  async ended(id: string): Promise<void> {
    await this.#reading.get(id)
  }

  #add({ id }: LogSource, read: () => Promise<void>): Promise<void> {
    this.#open++
    const reading = this.ended(id)
      .then(read)
      .finally(() => this.#open--)
    this.#reading.set(id, reading)
    return reading
  }

  async #read(source: LogSource, tail: ReadOptions['tail']): Promise<void> {
    const before = this.#last.get(source.id)
    const since = before ? unixTime(before) : this.#options.since
    const wish = { ...this.#options, tail: before ? undefined : tail, since, follow: true }
    for await (const entry of readLog(this.#docker, source, wish)) {
      if (before !== undefined && entry.at <= before) continue
      this.#last.set(source.id, entry.at)
      this.#onEntry(entry)
    }
  }
}

/** Unix seconds with the nanoseconds that a time in RFC 3339 carries. */
function unixTime(at: string): string {
  const fraction = /\.(\d+)/.exec(at)?.[1] ?? '0'
  return `${Math.floor(Date.parse(at) / 1000)}.${fraction.padEnd(9, '0').slice(0, 9)}`
}
