import type { IncomingMessage } from 'node:http'
import type { Duplex, Readable } from 'node:stream'
import type { Docker } from './docker.ts'
import { DockerError } from './error.ts'
import type {
  ContainerInspect,
  ContainerRequest,
  ContainerStats,
  ContainerSummary,
  HostConfig,
} from './types.ts'

/** Filters as the engine takes them, for example `{ label: ['a=b'], status: ['running'] }`. */
export type Filters = Record<string, string[]>

type Cancel = { signal?: AbortSignal | undefined }

const at = (id: string, verb = '') => `/containers/${encodeURIComponent(id)}${verb}`

export function listContainers(
  docker: Docker,
  options: Cancel & { all?: boolean; filters?: Filters; size?: boolean } = {},
): Promise<ContainerSummary[]> {
  const { all, filters, size, signal } = options
  const query = { all, size, filters: filters && JSON.stringify(filters) }
  return docker.json('GET', '/containers/json', { query, signal })
}

export const inspectContainer = (
  docker: Docker,
  id: string,
  { signal }: Cancel = {},
): Promise<ContainerInspect> => docker.json('GET', at(id, '/json'), { signal })

export function createContainer(
  docker: Docker,
  name: string | undefined,
  body: ContainerRequest,
  options: Cancel & { platform?: string | undefined } = {},
): Promise<{ Id: string; Warnings: string[] | null }> {
  const query = { name, platform: options.platform }
  return docker.json('POST', '/containers/create', { query, body, signal: options.signal })
}

export const startContainer = (docker: Docker, id: string, { signal }: Cancel = {}): Promise<void> =>
  docker.json('POST', at(id, '/start'), { signal })

/** Stops by the container's own signal and timeout unless `timeout` (seconds) is given. */
export const stopContainer = (
  docker: Docker,
  id: string,
  { timeout, signal }: Cancel & { timeout?: number | undefined } = {},
): Promise<void> => docker.json('POST', at(id, '/stop'), { query: { t: timeout }, signal })

export const restartContainer = (
  docker: Docker,
  id: string,
  { timeout, signal }: Cancel & { timeout?: number | undefined } = {},
): Promise<void> => docker.json('POST', at(id, '/restart'), { query: { t: timeout }, signal })

export const killContainer = (
  docker: Docker,
  id: string,
  { killSignal, signal }: Cancel & { killSignal?: string | undefined } = {},
): Promise<void> => docker.json('POST', at(id, '/kill'), { query: { signal: killSignal }, signal })

export const pauseContainer = (docker: Docker, id: string, { signal }: Cancel = {}): Promise<void> =>
  docker.json('POST', at(id, '/pause'), { signal })

export const unpauseContainer = (docker: Docker, id: string, { signal }: Cancel = {}): Promise<void> =>
  docker.json('POST', at(id, '/unpause'), { signal })

export const renameContainer = (
  docker: Docker,
  id: string,
  name: string,
  { signal }: Cancel = {},
): Promise<void> => docker.json('POST', at(id, '/rename'), { query: { name }, signal })

/** Removes; `force` kills it first, `volumes` takes its anonymous volumes along. One that is gone already is fine. */
export async function removeContainer(
  docker: Docker,
  id: string,
  { force, volumes, signal }: Cancel & { force?: boolean; volumes?: boolean } = {},
): Promise<void> {
  try {
    await docker.json('DELETE', at(id), { query: { force, v: volumes }, signal })
  } catch (error) {
    const going = error instanceof DockerError && (error.status === 404 || isBeingRemoved(error))
    if (!going) throw error
  }
}

const isBeingRemoved = (error: DockerError) =>
  error.status === 409 && error.message.includes('is already in progress')

/** How a container ended. */
export type Exited = { StatusCode: number; Error?: { Message: string } | null }

/** Waits until a container does not run. */
export const waitContainer = (docker: Docker, id: string, { signal }: Cancel = {}): Promise<Exited> =>
  docker.json('POST', at(id, '/wait'), { signal })

/**
 * Settles as soon as the engine knows that somebody waits; what it gives waits for the end. A start that is asked for
 * in between cannot end unseen, however short it is.
 */
export const openWait = (
  docker: Docker,
  id: string,
  { condition, signal }: Cancel & { condition: 'not-running' | 'next-exit' | 'removed' },
): Promise<() => Promise<Exited>> =>
  docker.jsonLater('POST', at(id, '/wait'), { query: { condition }, signal })

/** The processes of a running container; none where the engine tells nothing about them (Podman). */
export const topContainer = async (
  docker: Docker,
  id: string,
  options: Cancel & { psArgs?: string } = {},
): Promise<{ Titles: string[]; Processes: string[][] }> =>
  (await docker.json<Top | null>('GET', at(id, '/top'), {
    query: { ps_args: options.psArgs },
    signal: options.signal,
  })) ?? { Titles: [], Processes: [] }

type Top = { Titles: string[]; Processes: string[][] }

export const updateContainer = (
  docker: Docker,
  id: string,
  body: HostConfig,
  { signal }: Cancel = {},
): Promise<{ Warnings: string[] | null }> => docker.json('POST', at(id, '/update'), { body, signal })

export type LogsQuery = {
  follow?: boolean | undefined
  stdout?: boolean
  stderr?: boolean
  timestamps?: boolean | undefined
  /** Unix seconds (fractions allowed). */
  since?: string | number | undefined
  until?: string | number | undefined
  tail?: number | 'all' | undefined
}

/** The multiplexed output; give it to `demultiplex` with the container's `Tty`. */
export function containerLogs(
  docker: Docker,
  id: string,
  { signal, ...query }: Cancel & LogsQuery = {},
): Promise<IncomingMessage> {
  return docker.stream('GET', at(id, '/logs'), { query: { stdout: true, stderr: true, ...query }, signal })
}

export type AttachQuery = {
  logs?: boolean
  stdin?: boolean
  stdout?: boolean
  stderr?: boolean
  detachKeys?: string | undefined
}

/** Attaches to a container's streams; resolves once the engine has switched over. */
export function attachContainer(
  docker: Docker,
  id: string,
  { signal, ...query }: Cancel & AttachQuery = {},
): Promise<Duplex> {
  return docker.hijack(at(id, '/attach'), { query: { stream: true, ...query }, signal })
}

export const resizeContainer = (docker: Docker, id: string, rows: number, columns: number): Promise<void> =>
  docker.json('POST', at(id, '/resize'), { query: { h: rows, w: columns } })

/**
 * One measurement. The engine takes a second for it, to measure twice; with `oneShot` it answers at once, and
 * `precpu_stats` holds nothing.
 */
export const containerStats = (
  docker: Docker,
  id: string,
  { signal, oneShot }: Cancel & { oneShot?: boolean } = {},
): Promise<ContainerStats> =>
  docker.json('GET', at(id, '/stats'), {
    query: { stream: false, ...(oneShot && { 'one-shot': true }) },
    signal,
  })

export const followStats = (docker: Docker, id: string, { signal }: Cancel = {}): Promise<IncomingMessage> =>
  docker.stream('GET', at(id, '/stats'), { query: { stream: true }, signal })

/** Unpacks a tar archive into a folder of the container. */
export async function putArchive(
  docker: Docker,
  id: string,
  folder: string,
  archive: Uint8Array | Readable,
  options: Cancel & { keepOwner?: boolean } = {},
): Promise<void> {
  const query = { path: folder, copyUIDGID: options.keepOwner }
  await docker.text('PUT', at(id, '/archive'), { query, body: archive, signal: options.signal })
}

/** A file or folder of the container as a tar archive. */
export const getArchive = (
  docker: Docker,
  id: string,
  path: string,
  { signal }: Cancel = {},
): Promise<IncomingMessage> => docker.stream('GET', at(id, '/archive'), { query: { path }, signal })

/** The whole file system of a container as a tar archive, without its volumes. */
export const exportContainer = (
  docker: Docker,
  id: string,
  { signal }: Cancel = {},
): Promise<IncomingMessage> => docker.stream('GET', at(id, '/export'), { signal })

/** Makes an image of what a container's file system is now; `changes` are Dockerfile instructions. Gives its id. */
export async function commitContainer(
  docker: Docker,
  id: string,
  options: Cancel & {
    repo?: string | undefined
    tag?: string | undefined
    author?: string | undefined
    comment?: string | undefined
    changes?: readonly string[]
    pause?: boolean
  },
): Promise<string> {
  const { signal, changes = [], ...rest } = options
  const query = { container: id, ...rest, changes: [...changes] }
  return (await docker.json<{ Id: string }>('POST', '/commit', { query, body: {}, signal })).Id
}

export type PathStat = { name: string; size: number; mode: number; mtime: string; linkTarget: string }

/** What lies at a path inside the container. @throws DockerError 404 when nothing does. */
export async function statPath(
  docker: Docker,
  id: string,
  path: string,
  { signal }: Cancel = {},
): Promise<PathStat> {
  const response = await docker.stream('HEAD', at(id, '/archive'), { query: { path }, signal })
  response.resume()
  const header = response.headers['x-docker-container-path-stat']
  if (typeof header !== 'string')
    throw new DockerError(0, `HEAD ${at(id, '/archive')}`, 'No path information came.')
  return JSON.parse(Buffer.from(header, 'base64').toString('utf8'))
}
