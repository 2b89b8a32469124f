import { z } from 'zod'

/** Where an allocation stands. `cancelled` has a result when one was found before. */
export const State = z.enum(['queued', 'running', 'done', 'cancelled', 'failed'])
export type State = z.infer<typeof State>

export const Progress = z.object({
  state: State,
  objective: z.number().nullable().describe('What the best so far costs.'),
  bound: z.number().nullable().describe('No allocation costs less.'),
  gap: z.number().nullable(),
  seconds: z.number(),
  worker: z.string().describe('The replica that solves it.'),
  error: z.string().optional(),
})
export type Progress = z.infer<typeof Progress>

export const waiting: Progress = {
  state: 'queued',
  objective: null,
  bound: null,
  gap: null,
  seconds: 0,
  worker: '',
}

export const Summary = z.object({
  id: z.uuid(),
  name: z.string(),
  createdAt: z.iso.datetime(),
  mode: z.string(),
  progress: Progress,
})
export type Summary = z.infer<typeof Summary>

export const isOver = (state: State): boolean => state !== 'queued' && state !== 'running'

/** The queue between api and worker; a job carries an id and nothing else. */
export const QUEUE = 'allocations'
export type Job = { id: string }
