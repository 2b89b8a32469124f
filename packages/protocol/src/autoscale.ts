import { z } from 'zod'

const Seconds = z.number().int().min(0).max(86_400)

/**
 * How many replicas a service may have, and what decides between. At least one target is named; where several are, the
 * one that asks for most decides.
 */
export const Autoscale = z
  .object({
    min: z.number().int().min(1).max(100).default(1),
    max: z.number().int().min(1).max(100),
    /** Percent of the processors that a replica may use (its limit, else one), as a mean over its replicas. */
    cpu: z.number().int().min(1).max(100).optional(),
    /** Percent of the memory that a replica may use (its limit, else the machine's). */
    memory: z.number().int().min(1).max(100).optional(),
    /** Requests a second for each replica. */
    requests: z.number().min(0.1).max(100_000).optional(),
    /** Seconds between two times that replicas are added. */
    upAfter: Seconds.default(30),
    /** Seconds for which fewer replicas must have been enough before any goes. */
    downAfter: Seconds.default(300),
  })
  .strict()
  .refine(({ min, max }) => min <= max, { message: 'min is at most max.', path: ['min'] })
  .refine(({ cpu, memory, requests }) => cpu ?? memory ?? requests, {
    message: 'Name at least one of cpu, memory and requests.',
    path: ['cpu'],
  })
export type Autoscale = z.infer<typeof Autoscale>

/** What a decision looked at: means over the replicas; null is not known, or not asked for. */
export const Usage = z.object({
  cpu: z.number().nullable(),
  memory: z.number().nullable(),
  requests: z.number().nullable(),
})
export type Usage = z.infer<typeof Usage>

/** Why a number of replicas was chosen: a bound, or the figure that asked for most, and its target. */
export const AutoscaleReason = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('bound'), bound: z.enum(['min', 'max']) }),
  z.object({
    kind: z.literal('target'),
    metric: z.enum(['cpu', 'memory', 'requests']),
    value: z.number(),
    target: z.number(),
  }),
])
export type AutoscaleReason = z.infer<typeof AutoscaleReason>

export const AutoscaleDecision = z.object({
  at: z.iso.datetime(),
  before: z.number().int(),
  after: z.number().int(),
  because: AutoscaleReason,
})
export type AutoscaleDecision = z.infer<typeof AutoscaleDecision>

/** GET …/services/:service/autoscale. */
export const AutoscaleStatus = z.object({
  /** `file`: from x-keelson in the Compose file; `set`: here, which wins; null: not autoscaled. */
  from: z.enum(['file', 'set']).nullable(),
  /** Of the file, also where something else is set. */
  file: Autoscale.nullable(),
  settings: Autoscale.nullable(),
  usage: Usage,
  /** Newest first. */
  decisions: z.array(AutoscaleDecision),
})
export type AutoscaleStatus = z.infer<typeof AutoscaleStatus>

/** PUT …/services/:service/autoscale: null turns it off, also where the file asks for it. */
export const SetAutoscale = z.object({ settings: Autoscale.nullable() })
