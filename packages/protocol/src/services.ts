import { z } from 'zod'

/** A container of a service by its id. */
export const ReplicaId = z
  .string()
  .regex(/^[0-9a-f]{12,64}$/, 'A replica is named by the id of its container.')
  .brand('ReplicaId')
export type ReplicaId = z.infer<typeof ReplicaId>

/** One replica, or every one of the service. */
export const ReplicaOrAll = z.union([z.literal('all'), ReplicaId])
export type ReplicaOrAll = z.infer<typeof ReplicaOrAll>

const Container = z.object({
  id: z.string(),
  name: z.string(),
  /** As it was asked for; the id is with the image. */
  image: z.string(),
  command: z.array(z.string()),
  user: z.string(),
  workingDir: z.string(),
  state: z.string(),
  exitCode: z.number().int().nullable(),
  outOfMemory: z.boolean(),
  restartCount: z.number().int(),
  restartPolicy: z.string(),
  createdAt: z.iso.datetime(),
  startedAt: z.iso.datetime().nullable(),
  /** Null: the machine is the limit. */
  limits: z.object({ memoryBytes: z.number().nullable(), cpus: z.number().nullable() }),
  health: z
    .object({
      status: z.string(),
      failingStreak: z.number().int(),
      /** Newest first. */
      checks: z.array(z.object({ at: z.iso.datetime(), exitCode: z.number().int(), output: z.string() })),
    })
    .nullable(),
  /** Names only; `revealEnvironment` gives values. */
  environment: z.array(z.string()),
})

/** A replica and what it hangs on, readable; `raw` is what the engine says, without values that may be secret. */
export const ReplicaInspection = z.object({
  container: Container,
  image: z.object({
    id: z.string(),
    names: z.array(z.string()),
    createdAt: z.string(),
    sizeBytes: z.number(),
    platform: z.string(),
  }),
  networks: z.array(
    z.object({
      name: z.string(),
      driver: z.string(),
      internal: z.boolean(),
      subnets: z.array(z.string()),
      address: z.string(),
      aliases: z.array(z.string()),
    }),
  ),
  /** Volumes and folders of the machine. */
  mounts: z.array(
    z.object({
      kind: z.string(),
      /** Of a volume. */
      name: z.string().nullable(),
      source: z.string(),
      target: z.string(),
      readOnly: z.boolean(),
      driver: z.string().nullable(),
    }),
  ),
  raw: z.object({
    container: z.unknown(),
    image: z.unknown(),
    networks: z.array(z.unknown()),
    volumes: z.array(z.unknown()),
  }),
})
export type ReplicaInspection = z.infer<typeof ReplicaInspection>

/** What a container was started with, in its own order. */
export const ReplicaEnvironment = z.array(z.object({ name: z.string(), value: z.string() }))
export type ReplicaEnvironment = z.infer<typeof ReplicaEnvironment>

/** What a replica used while somebody watched it, oldest first, at most an hour; rates in bytes a second. */
export const ReplicaUsage = z.object({
  points: z.array(
    z.object({
      /** Seconds since 1970. */
      at: z.number().int(),
      /** 1 is one processor wholly. */
      cpu: z.number(),
      memory: z.number(),
      received: z.number(),
      sent: z.number(),
      read: z.number(),
      written: z.number(),
    }),
  ),
})
export type ReplicaUsage = z.infer<typeof ReplicaUsage>

const figures = z.array(z.number().nullable())

/**
 * What a service used, by the minute: the n-th of each belongs to the n-th of `at`, null where nothing was measured.
 * Of several replicas it is the sum; rates in bytes a second.
 */
export const ServiceUsage = z.object({
  /** Seconds since 1970, of the minute's end. */
  at: z.array(z.number().int()),
  /** 1 is one processor wholly. */
  cpu: figures,
  memory: figures,
  received: figures,
  sent: figures,
  read: figures,
  written: figures,
  /** How often a restart policy started a container again. */
  restarts: figures,
  /** How many were measured. */
  replicas: figures,
})
export type ServiceUsage = z.infer<typeof ServiceUsage>

/** `replica`: its name, which outlives its container. */
export const ServiceUsageQuery = z.object({
  range: z.enum(['hour', 'day']).default('hour'),
  replica: z.string().max(300).optional(),
})
