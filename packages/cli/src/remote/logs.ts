import { createInterface } from 'node:readline'
import { Readable } from 'node:stream'
import type { ReadableStream } from 'node:stream/web'
import { LogLine, type ProjectName } from '@keelson/protocol'
import type { Client } from './client.ts'
import { environmentName } from './names.ts'

type Wish = {
  env: string | undefined
  service: string | undefined
  tail: number | undefined
  follow: boolean
  signal: AbortSignal
}

/** What the containers of an environment wrote; with `follow` as it comes. Ends quietly on cancel. */
export async function* remoteLogs(client: Client, project: ProjectName, wish: Wish): AsyncGenerator<LogLine> {
  const request = {
    params: { project, environment: environmentName(wish.env ?? 'production') },
    query: { service: wish.service, tail: wish.tail },
    signal: wish.signal,
  }
  if (!wish.follow) {
    yield* await client.call('logs', request)
    return
  }
  const response = await client.open('logs', { ...request, query: { ...request.query, follow: true } })
  if (!response.body) return
  const lines = createInterface({ input: Readable.fromWeb(response.body as ReadableStream<Uint8Array>) })
  try {
    for await (const line of lines) if (line.trim()) yield LogLine.parse(JSON.parse(line))
  } catch (error) {
    if (!wish.signal.aborted) throw error
  }
}
