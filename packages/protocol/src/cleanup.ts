import { z } from 'zod'
import { EnvironmentName, ProjectName } from './ids.ts'

export const CleanupKind = z.enum([
  'version',
  'image',
  'container',
  'volume',
  'folder',
  'logs',
  'build-cache',
])
export type CleanupKind = z.infer<typeof CleanupKind>

/** Why something may go, or why it stays; data, so that every page and command says it in its own words. */
export const CleanupReason = z.discriminatedUnion('code', [
  /** Off, and older than the newest ones that are kept. */
  z.object({ code: z.literal('beyond-kept'), keep: z.number().int() }),
  /** Off, but among the newest. */
  z.object({ code: z.literal('recent') }),
  /** Off, and the one that its environment would come back with. */
  z.object({ code: z.literal('last-on'), environment: EnvironmentName }),
  z.object({ code: z.literal('unused') }),
  z.object({ code: z.literal('ended') }),
  z.object({ code: z.literal('no-environment') }),
  z.object({ code: z.literal('no-version') }),
  z.object({ code: z.literal('no-project') }),
  z.object({ code: z.literal('old'), days: z.number().int() }),
  z.object({ code: z.literal('idle'), hours: z.number().int() }),
  // From here on, why it stays.
  z.object({ code: z.literal('on'), environment: EnvironmentName }),
  z.object({ code: z.literal('busy') }),
  z.object({ code: z.literal('shared') }),
  z.object({ code: z.literal('in-use') }),
  z.object({ code: z.literal('belongs') }),
])
export type CleanupReason = z.infer<typeof CleanupReason>

/** Something that the installation holds. */
export const CleanupItem = z.object({
  id: z.string().max(600),
  kind: CleanupKind,
  name: z.string(),
  project: ProjectName.nullable(),
  /** What removing it frees at least; of what stays, what it takes. */
  bytes: z.number().int(),
  may: z.boolean(),
  /** Removed unless somebody says otherwise, and by the automatic cleanup. */
  suggested: z.boolean(),
  because: CleanupReason,
})
export type CleanupItem = z.infer<typeof CleanupItem>

export const CleanupPolicy = z.object({
  automatic: z.boolean(),
  /** Versions of each project that keep their images, newest first; what is on always does. */
  keepVersions: z.number().int().min(1).max(1000),
  /** The automatic cleanup does nothing while less of the disk is in use. */
  diskPercent: z.number().int().min(0).max(99),
  /** Logs of operations that ended before are old. */
  keepLogsDays: z.number().int().min(1).max(3650),
})
export type CleanupPolicy = z.infer<typeof CleanupPolicy>

export const CleanedItem = CleanupItem.pick({
  id: true,
  kind: true,
  name: true,
  project: true,
  bytes: true,
}).extend({
  /** `kept`: it may not go any more. */
  state: z.enum(['waiting', 'running', 'removed', 'kept', 'failed']),
  because: CleanupReason.nullable(),
  /** What the engine said when it could not be removed. */
  said: z.string().nullable(),
})
export type CleanedItem = z.infer<typeof CleanedItem>

export const CleanupId = z.uuid().brand('CleanupId')

/** One cleanup: a job that removes one thing after the other. */
export const Cleanup = z.object({
  id: CleanupId,
  state: z.enum(['queued', 'running', 'succeeded', 'failed', 'cancelled']),
  items: z.array(CleanedItem),
  failure: z.string().nullable(),
  requestedBy: z.string(),
  createdAt: z.iso.datetime(),
  startedAt: z.iso.datetime().nullable(),
  finishedAt: z.iso.datetime().nullable(),
})
export type Cleanup = z.infer<typeof Cleanup>

/** A cleanup in the queue, for whoever may see the queue: how far it is, without the names of what goes. */
export const CleanupJob = Cleanup.omit({ items: true }).extend({
  /** How many things were chosen, and how many of them it is through with. */
  things: z.int(),
  done: z.int(),
  freedBytes: z.int(),
})
export type CleanupJob = z.infer<typeof CleanupJob>

/** What the installation holds now, and what could go. */
export const Holdings = z.object({
  measuredAt: z.iso.datetime(),
  /** Where the engine keeps its images. */
  disk: z.object({ totalBytes: z.number(), freeBytes: z.number() }),
  items: z.array(CleanupItem),
  policy: CleanupPolicy,
  /** When the automatic cleanup looks next. */
  nextAt: z.iso.datetime().nullable(),
})
export type Holdings = z.infer<typeof Holdings>

/** `volumes`: the names of the chosen volumes once more, each typed by somebody who means it. */
export const NewCleanup = z.object({
  items: z.array(CleanupItem.shape.id).min(1, 'Nothing is chosen.').max(5000),
  volumes: z.array(z.string().max(300)).max(500).default([]),
})
