import type { Note } from '../build/events.ts'
import type { Docker } from '../docker/docker.ts'
import { jsonLines } from '../docker/streams.ts'
import { authHeader, type CredentialSource } from './credentials.ts'
import { parseReference, splitTag } from './reference.ts'

type Options = {
  credentials?: CredentialSource | undefined
  signal?: AbortSignal | undefined
  note: Note
}

/** One line of the engine's pull and push progress, also seen in classic builds. */
export type TransferLine = {
  status?: string
  id?: string
  progressDetail?: { current?: number; total?: number }
  error?: string
  aux?: unknown
}

/** Pulls an image. @throws Error with the registry's words. */
export async function pullImage(
  docker: Docker,
  image: string,
  { platform, ...options }: Options & { platform?: string | undefined },
): Promise<void> {
  const { registry, tag, digest } = parseReference(image)
  const response = await docker.stream('POST', '/images/create', {
    query: {
      fromImage: digest ? image : splitTag(image).repo,
      tag: digest ? undefined : (tag ?? 'latest'),
      platform,
    },
    headers: await authHeader(registry, { ...options.credentials, signal: options.signal }),
    signal: options.signal,
  })
  await follow(jsonLines<TransferLine>(response), `pull ${image}`, options.note)
}

/** Pushes a tag. @throws Error with the registry's words. */
export async function pushImage(docker: Docker, image: string, options: Options): Promise<void> {
  const { repo, tag } = splitTag(image)
  const response = await docker.stream('POST', `/images/${encodeURI(repo)}/push`, {
    query: { tag },
    headers: await authHeader(parseReference(image).registry, {
      ...options.credentials,
      signal: options.signal,
    }),
    signal: options.signal,
  })
  await follow(jsonLines<TransferLine>(response), `push ${image}`, options.note)
}

async function follow(lines: AsyncGenerator<TransferLine>, step: string, note: Note): Promise<void> {
  for await (const line of lines) {
    if (line.error) throw new Error(line.error)
    noteTransfer(line, step, note)
  }
}

const DONE = /^(Pull complete|Already exists|Pushed|Layer already exists|Mounted from .*)$/

/** Tells a line of progress as an event. */
export function noteTransfer(
  { status = '', id, progressDetail }: TransferLine,
  step: string,
  note: Note,
): void {
  if (status === '') return
  // "Pulling from library/x" names the image by its tag, not a layer.
  if (id === undefined || status.startsWith('Pulling from')) {
    note({ kind: 'log', step, line: status })
    return
  }
  const { current = 0, total = 0 } = progressDetail ?? {}
  note({ kind: 'layer', id, step, text: status, current, total, done: DONE.test(status) })
}
