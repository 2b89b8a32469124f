import { z } from 'zod'
import { CleanupJob } from './cleanup.ts'
import { Deploy } from './projects.ts'

/** A minute of the queue. */
export const QueueMinute = z.object({
  at: z.iso.datetime(),
  /** Operations that ended in it, whichever way. */
  ended: z.int(),
  failed: z.int(),
  /** Mean milliseconds from being asked for to being begun, of those that began in it; null if none did. */
  waitedMs: z.number().nullable(),
  /** Mean milliseconds from begin to end, of those that ended in it; null if none did. */
  tookMs: z.number().nullable(),
})
export type QueueMinute = z.infer<typeof QueueMinute>

/** What the queue does now, over all projects. */
export const Jobs = z.object({
  /** Processes that take jobs. */
  workers: z.array(
    z.object({
      /** Its process id on the machine. */
      process: z.int(),
      startedAt: z.iso.datetime(),
      /** How many operations it runs at the same time. */
      places: z.int(),
      busy: z.int(),
      /** Resident memory. */
      memoryBytes: z.int(),
    }),
  ),
  /** Oldest first: the order in which they are taken. */
  queued: z.array(Deploy),
  running: z.array(Deploy),
  /** Newest first. */
  ended: z.array(Deploy),
  /** Newest first, over or not. They have a place of their own: one at a time. */
  cleanups: z.array(CleanupJob),
  /** The last hour, oldest minute first; the last one is not over. */
  minutes: z.array(QueueMinute),
})
export type Jobs = z.infer<typeof Jobs>
