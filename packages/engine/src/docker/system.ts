import type { Filters } from './containers.ts'
import type { Docker } from './docker.ts'
import { jsonLines } from './streams.ts'
import type { EngineEvent, EngineInfo } from './types.ts'

type Cancel = { signal?: AbortSignal | undefined }

export const engineInfo = (docker: Docker, { signal }: Cancel = {}): Promise<EngineInfo> =>
  docker.json('GET', '/info', { signal })

/** Events in order of arrival; `close` ends them and frees the connection. */
export type EventStream = AsyncIterable<EngineEvent> & { close: () => void }

/**
 * The engine's events as they happen. Resolves once the engine listens, so nothing after that is missed.
 * The `label` filter drops network and volume events: filter those yourself.
 * `since` and `until` are Unix seconds.
 */
export async function openEvents(
  docker: Docker,
  options: Cancel & {
    filters?: Filters
    since?: string | number | undefined
    until?: string | number | undefined
  } = {},
): Promise<EventStream> {
  const { filters, since, until, signal } = options
  const response = await docker.stream('GET', '/events', {
    query: { since, until, filters: filters && JSON.stringify(filters) },
    signal,
  })
  let closed = false
  return {
    close: () => {
      closed = true
      response.destroy()
    },
    async *[Symbol.asyncIterator]() {
      try {
        yield* jsonLines<EngineEvent>(response)
      } catch (error) {
        if (!closed) throw error
      }
    },
  }
}
