import { containerLogs, type Docker, demultiplexLines, isNotFound, isUnreadable } from '@keelson/engine'
import type { LogLine } from '@keelson/protocol'
import type { z } from 'zod'
import type { Observed, ObservedContainers } from './observed.ts'

export type Line = z.input<typeof LogLine>
type Request = { composeProject: string; service?: string | undefined; tail: number }

/** What the containers wrote so far, oldest first; `tail` lines of each container, then of all. */
export async function readLogs(
  docker: Docker,
  observed: ObservedContainers,
  request: Request,
  signal?: AbortSignal,
): Promise<Line[]> {
  const containers = observed.of(request.composeProject).filter((container) => wanted(container, request))
  const logs = await Promise.all(
    containers.map(async (container) => {
      const lines: Line[] = []
      await eachLine(docker, container, { tail: request.tail, follow: false }, signal, (line) =>
        lines.push(line),
      )
      return lines
    }),
  )
  const all = logs.flat().sort((a, b) => (a.at ?? '').localeCompare(b.at ?? ''))
  return request.tail === 0 ? [] : all.slice(-request.tail)
}

/**
 * What the containers wrote, then what they write, until the signal: containers that come later are followed from
 * their first line.
 */
export async function followLogs(
  docker: Docker,
  observed: ObservedContainers,
  request: Request,
  signal: AbortSignal,
  onLines: (lines: Line[]) => void,
): Promise<void> {
  const open = new Set<string>()
  let batch: Line[] = []
  let timer: NodeJS.Timeout | undefined
  const flush = () => {
    timer = undefined
    if (batch.length) onLines(batch)
    batch = []
  }
  const take = (line: Line) => {
    batch.push(line)
    if (batch.length >= 500) flush()
    else timer ??= setTimeout(flush, 50)
  }
  const follow = (container: Observed, tail: number) => {
    if (open.has(container.id) || !wanted(container, request) || container.state === 'created') return
    open.add(container.id)
    eachLine(docker, container, { tail, follow: true }, signal, take)
      .catch(() => {
        // The container went away, or the engine: whatever comes back is followed again.
      })
      .finally(() => open.delete(container.id))
  }

  for (const line of await readLogs(docker, observed, request, signal)) take(line)
  for (const container of observed.of(request.composeProject)) {
    if (container.state === 'running') follow(container, 0)
  }
  const seen = new Set(observed.of(request.composeProject).map((container) => container.id))
  const unsubscribe = observed.onChange((changed) => {
    if (!changed.has(request.composeProject)) return
    for (const container of observed.of(request.composeProject)) {
      if (container.state !== 'running' && seen.has(container.id)) continue
      follow(container, seen.has(container.id) ? 0 : request.tail)
      if (container.state !== 'created') seen.add(container.id)
    }
  })
  await new Promise<void>((resolve) => {
    if (signal.aborted) resolve()
    signal.addEventListener('abort', () => resolve(), { once: true })
  })
  unsubscribe()
  clearTimeout(timer)
  flush()
}

const wanted = (container: Observed, { service }: Request) =>
  service === undefined || container.service === service

async function eachLine(
  docker: Docker,
  container: Observed,
  options: { tail: number; follow: boolean },
  signal: AbortSignal | undefined,
  take: (line: Line) => void,
): Promise<void> {
  try {
    const stream = await containerLogs(docker, container.id, { ...options, timestamps: true, signal })
    for await (const { stream: kind, line } of demultiplexLines(stream, container.tty)) {
      const space = line.indexOf(' ')
      const at = new Date(line.slice(0, space))
      const timed = space > 0 && !Number.isNaN(at.getTime())
      take({
        service: container.service,
        container: container.name,
        stream: kind,
        at: timed ? at.toISOString() : null,
        line: timed ? line.slice(space + 1) : line,
      })
    }
  } catch (error) {
    if (isUnreadable(error)) {
      if (options.tail > 0) take(keptNowhere(container))
    } else if (!isNotFound(error)) throw error
  }
}

/** In the place of the lines that a container with `logging: none` wrote. */
const keptNowhere = ({ service, name }: Observed): Line => ({
  service,
  container: name,
  stream: 'stderr',
  at: null,
  line: 'Nothing to show: the logging driver of this container keeps no lines.',
})
