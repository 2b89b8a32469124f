import { z } from 'zod'
import { DeployId } from './ids.ts'

/** Something that somebody did. Never holds what they wrote: values, passwords and keys stay out. */
export const Activity = z.object({
  /** Grows with time; the cursor of the list. */
  id: z.int(),
  at: z.iso.datetime(),
  /** E-mail address, with the token's name where one was used. */
  who: z.string(),
  /** Name of the endpoint or of the live request: `turnOn`, `setVariable`. */
  action: z.string(),
  /** Null where it concerned the installation; stays when the project is deleted. */
  project: z.string().nullable(),
  /** What in it: a version, a variable, a host. */
  subject: z.string().nullable(),
  /** False: it was refused; `code` says why. */
  done: z.boolean(),
  code: z.string().nullable(),
  /** The operation that it began. */
  deploy: DeployId.nullable(),
  /** How long it lasted, of what has an end. */
  seconds: z.int().nullable(),
})
export type Activity = z.infer<typeof Activity>

/** `before`: the id of the last one on the page before. */
export const ActivityQuery = z.object({
  project: z.string().max(100).optional(),
  who: z.string().max(300).optional(),
  before: z.coerce.number().int().min(1).optional(),
  limit: z.coerce.number().int().min(1).max(1000).default(100),
})
