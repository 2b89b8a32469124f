import { z } from 'zod'

/** What a provider program says, one JSON object a line, as docker compose's protocol has it. */
export type Message =
  | { type: 'info' | 'debug' | 'error'; message: string }
  /** A variable for the services that depend on it; `raw`: without the service's name in front. */
  | { type: 'variable'; name: string; value: string; raw: boolean }

const Line = z.object({ type: z.string(), message: z.string().default('') })

/** @throws Error for what is no message of the protocol. */
export function readMessage(line: string): Message {
  const parsed = Line.safeParse(json(line))
  if (!parsed.success) throw new Error(`It wrote what is no message: ${line.slice(0, 200)}`)
  const { type, message } = parsed.data
  switch (type) {
    case 'info':
    case 'debug':
    case 'error':
      return { type, message }
    case 'setenv':
    case 'rawsetenv': {
      const [, name, value = ''] = /^([^=]+)=(.*)$/s.exec(message) ?? []
      if (name === undefined) throw new Error(`Its ${type} message has no NAME=VALUE.`)
      return { type: 'variable', name, value, raw: type === 'rawsetenv' }
    }
  }
  throw new Error(`It wrote a message of the type "${type}", which is not known.`)
}

function json(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}

const Parameters = z
  .object({
    parameters: z.array(z.object({ name: z.string(), required: z.boolean().default(false) })).nullish(),
  })
  .optional()
const MetadataShape = z.object({
  description: z.string().default(''),
  up: Parameters,
  down: Parameters,
  stop: Parameters,
})

/** What a provider tells about itself: the options that each of its commands takes. */
export type Metadata = z.infer<typeof MetadataShape>

/** Nothing where it tells nothing, or nothing that can be read: `metadata` is an optional command. */
export function readMetadata(text: string): Metadata | undefined {
  const parsed = MetadataShape.safeParse(json(text))
  if (!parsed.success) return undefined
  const { description, up, down } = parsed.data
  return description || up?.parameters || down?.parameters ? parsed.data : undefined
}
