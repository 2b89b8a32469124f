import { type Endpoint, type EndpointName, endpoints } from '@keelson/protocol'
import type { Insertable } from 'kysely'
import type { Caller } from '../access/authorise.ts'
import { Refusal } from '../http/refusal.ts'
import type { Database } from '../storage/database.ts'
import type { Tables } from '../storage/tables.ts'
import type { Log } from '../system/log.ts'
import { aboutWhat, begunBy, isRemembered } from './describe.ts'
import { addActivity, forgetActivity, keptDays } from './store.ts'

/** One call of an endpoint and how it ended. */
export type Call = {
  name: EndpointName
  caller: Caller
  params: unknown
  query: unknown
  body: unknown
} & ({ answer: unknown } | { error: unknown })

export type Recorder = (call: Call) => Promise<void>

const tidyEvery = 500

/** Writes an entry down. One that cannot be written stops nobody. */
export type Note = (row: Insertable<Tables['activity']>) => Promise<void>

export function createNote({ database, log }: { database: Database; log: Pick<Log, 'warn'> }): Note {
  let written = 0
  return async (row) => {
    try {
      await addActivity(database, row)
      written += 1
      if (written % tidyEvery === 1)
        await forgetActivity(database, new Date(Date.now() - keptDays * 24 * 3600 * 1000))
    } catch (error) {
      log.warn(`activity: ${error instanceof Error ? error.message : error}`)
    }
  }
}

/**
 * Remembers what changes something, or gives away what may be secret: every such call of the table passes here, and
 * none has to think of it. What was refused is remembered where it is known who asked, and for sign-ins.
 */
export function createRecorder(note: Note): Recorder {
  return async (call) => {
    const endpoint: Endpoint = endpoints[call.name]
    if (!isRemembered(endpoint)) return
    const who = whoOf(call)
    if (who === undefined) return
    const answer = 'answer' in call ? call.answer : undefined
    const names = { ...asRecord(call.params), ...(endpoint.noted && asRecord(call.query)) }
    await note({
      who,
      action: call.name,
      ...aboutWhat(names, answer),
      done: 'answer' in call,
      code: 'error' in call ? (call.error instanceof Refusal ? call.error.code : 'internal') : null,
      deploy: begunBy(answer),
    })
  }
}

/** Whoever signs in is known only afterwards; for one who could not, it is what they said. */
function whoOf(call: Call): string | undefined {
  if (call.caller.kind === 'user') return call.caller.label
  const { user } = asRecord('answer' in call ? call.answer : undefined)
  const { email } = asRecord(user ?? (call.name === 'signIn' ? call.body : undefined))
  return typeof email === 'string' ? email : undefined
}

const asRecord = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null ? { ...value } : {}
