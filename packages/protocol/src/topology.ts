import { z } from 'zod'

/** When a service that needs another may start: once that one started, is healthy, or has ended well. */
export const Condition = z.enum(['started', 'healthy', 'completed'])

/**
 * What a Compose project is made of and how its parts hang together, in the order of its files. It holds names
 * only: no values of variables, no contents of secrets or configs, no commands.
 */
export const Topology = z.object({
  name: z.string(),
  services: z.array(
    z.object({
      name: z.string(),
      image: z.string(),
      replicas: z.number().int(),
      /** Somebody waits for it to end: it does its work once. */
      job: z.boolean(),
      networks: z.array(z.string()),
      /** `published` is a number or a range; null: the engine, or nobody, chooses. */
      ports: z.array(
        z.object({ published: z.string().nullable(), target: z.number().int(), protocol: z.string() }),
      ),
      needs: z.array(z.object({ service: z.string(), condition: Condition, required: z.boolean() })),
      mounts: z.array(z.object({ volume: z.string(), target: z.string(), readOnly: z.boolean() })),
      secrets: z.array(z.string()),
      configs: z.array(z.string()),
    }),
  ),
  /** `host`: the machine's own network. */
  networks: z.array(
    z.object({
      name: z.string(),
      kind: z.enum(['network', 'host']),
      internal: z.boolean(),
      external: z.boolean(),
    }),
  ),
  /** What is mounted: a named volume, a folder of the machine, or a volume without a name. */
  volumes: z.array(
    z.object({ name: z.string(), kind: z.enum(['named', 'folder', 'anonymous']), external: z.boolean() }),
  ),
})
export type Topology = z.infer<typeof Topology>
