import type { Cleanup, CleanupJob } from '@keelson/protocol'
import type { z } from 'zod'
import type { CleanupRow } from './store.ts'

/** A cleanup with what becomes of each thing. */
export const showCleanup = (row: CleanupRow): z.input<typeof Cleanup> => ({
  ...showRecord(row),
  items: row.items,
})

/** A cleanup as a job: how far it is. */
export function showCleanupJob(row: CleanupRow): z.input<typeof CleanupJob> {
  const done = row.items.filter(({ state }) => state !== 'waiting' && state !== 'running')
  const removed = done.filter(({ state }) => state === 'removed')
  return {
    ...showRecord(row),
    things: row.items.length,
    done: done.length,
    freedBytes: removed.reduce((sum, { bytes }) => sum + bytes, 0),
  }
}

const showRecord = (row: CleanupRow) => ({
  id: row.id,
  state: row.state,
  failure: row.failure,
  requestedBy: row.requested_by,
  createdAt: row.created_at.toISOString(),
  startedAt: row.started_at?.toISOString() ?? null,
  finishedAt: row.finished_at?.toISOString() ?? null,
})
