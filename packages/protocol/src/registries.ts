import { z } from 'zod'
import { ProjectName } from './ids.ts'

export const RegistryId = z.uuid().brand('RegistryId')
export type RegistryId = z.infer<typeof RegistryId>

/** As it begins the names of its images: `registry.example.org:5000`; Docker's own is `docker.io`. */
export const RegistryHost = z
  .string()
  .max(250)
  .regex(
    /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:\d{1,5})?$/,
    'This is how image names begin, without https:// and without a path: registry.example.org:5000.',
  )

/** Credentials of a registry. The secret goes in and never comes back. */
export const Registry = z.object({
  id: RegistryId,
  host: RegistryHost,
  /** Null: for all projects. A project's own win. */
  project: ProjectName.nullable(),
  username: z.string().min(1, 'A registry wants a user name.').max(200),
  changedAt: z.iso.datetime(),
})
export type Registry = z.infer<typeof Registry>

const secret = z.string().min(1, 'A registry wants a password or a token.').max(10_000)
export const NewRegistry = Registry.pick({ host: true, username: true }).extend({
  project: ProjectName.nullable().default(null),
  secret,
})
/** Without a secret the stored one stays. */
export const RegistryChanges = Registry.pick({ username: true }).extend({ secret: secret.optional() })

/**
 * What the registry says to the credentials, asked by the engine. `unreachable`: nothing that is a registry answers.
 */
export const RegistryAnswer = z.object({
  state: z.enum(['accepted', 'refused', 'unreachable']),
  said: z.string(),
})
export type RegistryAnswer = z.infer<typeof RegistryAnswer>
