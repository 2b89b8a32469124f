import type { Project } from '@keelson/compose'
import { Queue } from '../apply/queue.ts'
import type { Docker } from '../docker/docker.ts'
import { isAbort } from '../docker/error.ts'
import { openEvents } from '../docker/system.ts'
import { LABEL } from '../labels.ts'
import { observeContainers } from '../observe.ts'
import type { ObservedContainer } from '../observed.ts'
import { type LogEntry, LogStreams, type ReadOptions, readLog } from './log-streams.ts'
import { somethingRuns } from './running.ts'
import { choose, nameOf, projectOf, type Target } from './verb.ts'

/** With `follow` also the lines of containers that start later, until nothing runs any more. */
export type LogOptions = ReadOptions & {
  services?: readonly string[] | undefined
  /** Only the container with this number; all where it is 0, as docker compose has it. */
  index?: number | undefined
}

/** The logs of a project's containers as one: in order of time, or with `follow` as they come. Ends quietly on cancel. */
export async function* logs(
  docker: Docker,
  target: Target,
  options: LogOptions = {},
): AsyncGenerator<LogEntry, void> {
  const project = nameOf(target)
  const containers = await observeContainers(docker, project, options)
  const isWanted = wanted(projectOf(target), options)
  const chosen = choose({ project, containers }, options.services, projectOf(target)).filter(isWanted)
  if (options.index && chosen.length === 0)
    throw new Error(
      `There is no container number ${options.index} of ${options.services?.join(', ') || project}.`,
    )
  if (options.follow) yield* followAll(docker, project, chosen, isWanted, options)
  else yield* inOrderOfTime(chosen.map((container) => readLog(docker, container, options)))
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
  isWanted: (container: ObservedContainer) => boolean,
  options: LogOptions,
): AsyncGenerator<LogEntry, void> {
  const over = new AbortController()
  const signal = options.signal ? AbortSignal.any([options.signal, over.signal]) : over.signal
  const queue = new Queue<LogEntry>()
  const streams = new LogStreams(docker, { ...options, signal }, (entry) => queue.push(entry))
  const finish = (error?: unknown) => queue.end(error && !isAbort(error) ? error : undefined)
  options.signal?.addEventListener('abort', () => finish(), { once: true })

  const follow = async (container: ObservedContainer, tail?: LogOptions['tail']) => {
    await streams.follow(container, tail)
    await finishWhenOver()
  }
  // A log ends a moment before its container counts as stopped, so this is asked again when it dies.
  const finishWhenOver = async () => {
    if (streams.open === 0 && !signal.aborted && !(await somethingRuns(docker, project, isWanted, signal)))
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
      if (!found || found.oneOff || !isWanted(found)) continue
      follow(found).catch(finish)
    }
  }
  join().catch(finish)
  for (const container of first) follow(container, options.tail).catch(finish)
  if (first.length === 0) await finishWhenOver()
  try {
    yield* queue
  } finally {
    over.abort()
    events.close()
  }
}

/** Services with `attach: false` are read only where they are named. */
const wanted =
  (project: Project | undefined, { services, index }: LogOptions) =>
  ({ service, number }: ObservedContainer): boolean =>
    (services?.length ? services.includes(service) : project?.services[service]?.attach !== false) &&
    (!index || number === index)
