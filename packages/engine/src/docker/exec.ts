import type { Duplex } from 'node:stream'
import type { Docker } from './docker.ts'

export type ExecRequest = {
  Cmd: string[]
  AttachStdin?: boolean
  AttachStdout?: boolean
  AttachStderr?: boolean
  Tty?: boolean
  Env?: string[]
  User?: string
  Privileged?: boolean
  WorkingDir?: string
  DetachKeys?: string
}

export type ExecInspect = {
  ID: string
  Running: boolean
  ExitCode: number | null
  Pid: number
  ContainerID: string
  ProcessConfig: { entrypoint: string; arguments: string[] | null }
}

type Cancel = { signal?: AbortSignal | undefined }

/** Prepares a command in a running container. Gives the id to start it with. */
export async function createExec(
  docker: Docker,
  container: string,
  body: ExecRequest,
  { signal }: Cancel = {},
): Promise<string> {
  const made: { Id: string } = await docker.json(
    'POST',
    `/containers/${encodeURIComponent(container)}/exec`,
    {
      body,
      signal,
    },
  )
  return made.Id
}

/** Starts it attached: write to stdin, read the (multiplexed unless tty) output until it ends. */
export const startExec = (
  docker: Docker,
  id: string,
  { tty, signal }: Cancel & { tty?: boolean } = {},
): Promise<Duplex> =>
  docker.hijack(`/exec/${id}/start`, { body: { Detach: false, Tty: tty ?? false }, signal })

export const startExecDetached = (docker: Docker, id: string, { signal }: Cancel = {}): Promise<void> =>
  docker.json('POST', `/exec/${id}/start`, { body: { Detach: true }, signal })

export const inspectExec = (docker: Docker, id: string, { signal }: Cancel = {}): Promise<ExecInspect> =>
  docker.json('GET', `/exec/${id}/json`, { signal })

export const resizeExec = (docker: Docker, id: string, rows: number, columns: number): Promise<void> =>
  docker.json('POST', `/exec/${id}/resize`, { query: { h: rows, w: columns } })
