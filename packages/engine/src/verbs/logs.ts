import type { Readable } from 'node:stream'
import { Queue } from '../apply/queue.ts'
import { containerLogs } from '../docker/containers.ts'
import type { Docker } from '../docker/docker.ts'
import { isAbort, isNotFound } from '../docker/error.ts'
import { demultiplexLines } from '../docker/streams.ts'
import { openEvents } from '../docker/system.ts'
import { LABEL } from '../labels.ts'
import { observeContainers } from '../observe.ts'
import type { ObservedContainer } from '../observed.ts'
import { somethingRuns } from './running.ts'
import { choose, nameOf, projectOf, type Target } from './verb.ts'

/** A line that a container wrote; `at` is the engine's time in RFC 3339 with nanoseconds. */
export type LogEntry = {
  service: string
  container: string
  number: number
  stream: 'stdout' | 'stderr'
  at: string
  line: string
}

export type LogOptions = {
  services?: readonly string[] | undefined
  /** Go on with what comes, also from containers that start later, until nothing runs any more. */
  follow?: boolean | undefined
  /** Unix seconds. */
  since?: number | string | undefined
  until?: number | string | undefined
  /** Lines of each container. */
  tail?: number | 'all' | undefined
  /** Only the container with this number. */
  index?: number | undefined
  signal?: AbortSignal | undefined
}

/** The logs of a project's containers as one: in order of time, or with `follow` as they come. Ends quietly on cancel. */
export async function* logs(
  docker: Docker,
  target: Target,
  options: LogOptions = {},
): AsyncGenerator<LogEntry, void> {
  const project = nameOf(target)
  const containers = await observeContainers(docker, project, options)
  const chosen = choose({ project, containers }, options.services, projectOf(target)).filter(
    ({ number }) => options.index === undefined || number === options.index,
  )
  if (options.index !== undefined && chosen.length === 0)
    throw new Error(
      `There is no container number ${options.index} of ${options.services?.join(', ') || project}.`,
    )
  if (options.follow) yield* followAll(docker, project, chosen, options)
  else yield* inOrderOfTime(chosen.map((container) => entries(docker, container, options)))
}

async function* entries(
  docker: Docker,
  container: Pick<ObservedContainer, 'id' | 'name' | 'service' | 'number'>,
  { follow, since, until, tail, signal }: LogOptions,
): AsyncGenerator<LogEntry, void> {
  let source: Readable | undefined
  try {
    source = await containerLogs(docker, container.id, {
      follow,
      since,
      until,
      tail,
      timestamps: true,
      signal,
    })
    // With timestamps on, a terminal's raw stream starts with a digit and a multiplexed one never does.
    for await (const { stream, line } of demultiplexLines(source, 'detect')) {
      const space = line.indexOf(' ')
      const { name, service, number } = container
      const at = space < 0 ? line : line.slice(0, space)
      yield { service, container: name, number, stream, at, line: space < 0 ? '' : line.slice(space + 1) }
    }
  } catch (error) {
    if (!(isAbort(error) && signal?.aborted) && !isNotFound(error)) throw error
  } finally {
    source?.destroy()
  }
}

/** Merges logs, each of which is in order, by holding the next line of each. */
async function* inOrderOfTime(sources: AsyncGenerator<LogEntry, void>[]): AsyncGenerator<LogEntry, void> {
  const heads: { source: AsyncGenerator<LogEntry, void>; entry: LogEntry }[] = []
  const draw = async (source: AsyncGenerator<LogEntry, void>) => {
    const { value } = await source.next()
    if (value) heads.push({ source, entry: value })
  }
  try {
    await Promise.all(sources.map(draw))
    while (heads.length > 0) {
      let first = 0
      for (let i = 1; i < heads.length; i++) {
        if ((heads[i]?.entry.at ?? '') < (heads[first]?.entry.at ?? '')) first = i
      }
      const [head] = heads.splice(first, 1)
      if (!head) return
      yield head.entry
      await draw(head.source)
    }
  } finally {
    await Promise.all(sources.map((source) => source.return()))
  }
}

async function* followAll(
  docker: Docker,
  project: string,
  first: ObservedContainer[],
  options: LogOptions,
): AsyncGenerator<LogEntry, void> {
  const over = new AbortController()
  const chosen = (container: ObservedContainer) => isChosen(container, options)
  const signal = options.signal ? AbortSignal.any([options.signal, over.signal]) : over.signal
  const queue = new Queue<LogEntry>()
  const open = new Set<string>()
  const finish = (error?: unknown) => queue.end(error && !isAbort(error) ? error : undefined)
  options.signal?.addEventListener('abort', () => finish(), { once: true })

  /** When each container wrote its last line: one that starts again goes on after it, a new one from its beginning. */
  const last = new Map<string, string>()

  const follow = async (container: ObservedContainer, isFirst: boolean) => {
    if (open.has(container.id)) return
    open.add(container.id)
    const before = last.get(container.id)
    const own: LogOptions = isFirst
      ? options
      : { ...options, tail: 'all', since: before ? unixTime(before) : options.since }
    for await (const entry of entries(docker, container, { ...own, follow: true, signal })) {
      if (before !== undefined && entry.at <= before) continue
      last.set(container.id, entry.at)
      queue.push(entry)
    }
    open.delete(container.id)
    await finishWhenOver()
  }
  // A log ends a moment before its container counts as stopped, so this is asked again when it dies.
  const finishWhenOver = async () => {
    if (open.size === 0 && !signal.aborted && !(await somethingRuns(docker, project, chosen, signal)))
      finish()
  }
  const filters = { type: ['container'], event: ['start', 'die'], label: [`${LABEL.project}=${project}`] }
  const events = await openEvents(docker, { filters, signal })
  const join = async () => {
    for await (const { Action, Actor } of events) {
      if (Action === 'die') {
        await finishWhenOver()
        continue
      }
      const found = (await observeContainers(docker, project, { signal })).find(({ id }) => id === Actor.ID)
      if (!found || found.oneOff || !chosen(found)) continue
      follow(found, false).catch(finish)
    }
  }
  join().catch(finish)
  for (const container of first) follow(container, true).catch(finish)
  if (first.length === 0) await finishWhenOver()
  try {
    yield* queue
  } finally {
    over.abort()
    events.close()
  }
}

const isChosen = ({ service, number }: ObservedContainer, { services, index }: LogOptions) =>
  (!services?.length || services.includes(service)) && (index === undefined || number === index)

/** Unix seconds with the nanoseconds that a time in RFC 3339 carries. */
function unixTime(at: string): string {
  const fraction = /\.(\d+)/.exec(at)?.[1] ?? '0'
  return `${Math.floor(Date.parse(at) / 1000)}.${fraction.padEnd(9, '0').slice(0, 9)}`
}
