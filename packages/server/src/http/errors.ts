import { DockerError } from '@keelson/engine'
import type { FastifyInstance } from 'fastify'
import { isAway } from '../storage/database.ts'
import { diskTrouble } from '../system/disk.ts'
import type { Log } from '../system/log.ts'
import { Refusal } from './refusal.ts'

/** Whatever was thrown, as the refusal that the caller gets. Unknown things become `internal` and go to the log. */
export function toRefusal(error: unknown, log: Pick<Log, 'error'>): Refusal {
  if (error instanceof Refusal) return error
  if (isAway(error)) return new Refusal('database-away', {}, { cause: error })
  if (error instanceof DockerError && error.status === 0) {
    return new Refusal('engine-away', { detail: error.message }, { cause: error })
  }
  const { path, statusCode } = describe(error)
  const trouble = diskTrouble(error)
  if (trouble) {
    const detail = `The disk of the data folder ${trouble}${path ? ` (${path})` : ''}. What runs keeps running.`
    return new Refusal('storage-unwritable', { detail }, { cause: error })
  }
  if (statusCode === 413) return new Refusal('too-large')
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500) {
    return new Refusal('bad-request', { detail: error instanceof Error ? error.message : '' })
  }
  log.error(error)
  return new Refusal('internal', {}, { cause: error })
}

function describe(error: unknown): { path: string; statusCode: number | undefined } {
  const of = typeof error === 'object' && error !== null ? error : {}
  return {
    path: 'path' in of ? String(of.path) : '',
    statusCode: 'statusCode' in of ? Number(of.statusCode) : undefined,
  }
}

/** Every refusal of HTTP leaves here, as application/problem+json. */
export function answerRefusals(app: FastifyInstance, log: Log): void {
  app.setErrorHandler((error, _, reply) => {
    const problem = toRefusal(error, log).toProblem()
    if (problem.status === 503) reply.header('retry-after', '5')
    return reply.status(problem.status).type('application/problem+json').send(problem)
  })
}
