import { z } from 'zod'
import { nameLimit } from '../../protocol/limits.ts'
import type { ToServer } from '../../protocol/views.ts'

export type Request<Name extends keyof ToServer> = Parameters<ToServer[Name]>[0]

const id = z.int().min(1)
const number = z.int().min(0)
// Their contents have rules of their own; this keeps out what is no text at all.
const text = z.string()
const name = z.string().max(nameLimit * 4)

/** What a page may ask: anything else is refused before it reaches a rule. */
export const requests: { [Name in keyof ToServer]: z.ZodType<Request<Name>> } = {
  send: z.strictObject({ room: id, id: z.uuid().toLowerCase(), text }),
  edit: z.strictObject({ room: id, number, text }),
  erase: z.strictObject({ room: id, number }),
  changes: z.strictObject({ room: id, after: number }),
  history: z.strictObject({ room: id, before: number.nullable() }),
  read: z.strictObject({ room: id, number }),
  typing: z.strictObject({ room: id }),
  directory: z.strictObject({}),
  make: z.strictObject({ name }),
  join: z.strictObject({ room: id }),
  leave: z.strictObject({ room: id }),
  direct: z.strictObject({ user: id }),
}
