import type { Configuration } from '../../model/configuration.ts'
import type { Outcome } from '../../results/outcome.ts'
import type { Progress, Summary } from '../../service/record.ts'

export type { Configuration, Outcome, Progress, Summary }
export type Settings = Partial<Configuration>
export type Problem = { file: string; line: number; column: number; code: string; message: string }

/** An answer that was no success, with what the API says about it. */
export class Refused extends Error {
  readonly status: number
  readonly problems: Problem[]

  constructor(status: number, reason: string, problems: Problem[] = []) {
    super(reason)
    this.status = status
    this.problems = problems
  }
}

/** The replica that answered last. */
export let replica = ''

async function ask<T>(path: string, init: RequestInit = {}): Promise<T> {
  const headers = new Headers(init.headers)
  headers.set('accept-language', document.documentElement.lang)
  if (typeof init.body === 'string') headers.set('content-type', 'application/json')
  const response = await fetch(`/api/allocations${path}`, { ...init, headers }).catch(() => {
    throw new Refused(503, 'offline')
  })
  replica = response.headers.get('x-replica') ?? replica
  const body = response.status === 204 ? undefined : await response.json().catch(() => undefined)
  if (!response.ok) throw new Refused(response.status, body?.reason ?? response.statusText, body?.problems)
  return body
}

export const list = async () => (await ask<{ allocations: Summary[] }>('')).allocations
export const summary = (id: string) => ask<Summary>(`/${id}`)
export const config = (id: string) => ask<Configuration>(`/${id}/config`)
export const result = (id: string) => ask<Outcome>(`/${id}/result`)
export const end = (id: string) => ask<void>(`/${id}`, { method: 'DELETE' })

export function submit(files: File[], settings: Settings): Promise<{ id: string }> {
  const body = new FormData()
  body.set('configuration', JSON.stringify(settings))
  for (const file of files) body.append('files', file, file.name)
  return ask('', { method: 'POST', body })
}

export const again = (id: string, settings: Settings) =>
  ask<{ id: string }>(`/${id}/again`, { method: 'POST', body: JSON.stringify(settings) })

export type Change = { student: string; project: string | null }
export const check = (id: string, changes: Change[]) =>
  ask<Outcome>(`/${id}/check`, { method: 'POST', body: JSON.stringify({ changes }) })
export const keep = (id: string, changes: Change[]) =>
  ask<{ id: string }>(`/${id}/check`, { method: 'POST', body: JSON.stringify({ changes, keep: true }) })

export const downloadUrl = (id: string, file: string) => `/api/allocations/${id}/downloads/${file}`

/** Calls back with each change until the allocation is over; gives the function that ends it before. */
export function watch(
  id: string,
  tell: (progress: Progress) => void,
  lost: (lost: boolean) => void,
): () => void {
  const events = new EventSource(`/api/allocations/${id}/progress`)
  events.addEventListener('open', () => lost(false))
  events.addEventListener('error', () => lost(true))
  events.addEventListener('progress', ({ data }) => {
    const progress: Progress = JSON.parse(data)
    tell(progress)
    if (progress.state !== 'queued' && progress.state !== 'running') events.close()
  })
  return () => events.close()
}
