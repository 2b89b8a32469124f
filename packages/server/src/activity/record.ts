import { type Endpoint, type EndpointName, endpoints } from '@keelson/protocol'
import type { Caller } from '../access/authorise.ts'
import { Refusal } from '../http/refusal.ts'
import type { Database } from '../storage/database.ts'
import type { Log } from '../system/log.ts'
import { aboutWhat, begunBy, changesSomething } from './describe.ts'
import { addActivity, forgetActivity, keptDays } from './store.ts'

/** One call of an endpoint and how it ended. */
export type Call = {
  name: EndpointName
  caller: Caller
  params: unknown
  body: unknown
} & ({ answer: unknown } | { error: unknown })

export type Recorder = (call: Call) => Promise<void>

const tidyEvery = 500

/**
 * Remembers what changes something: every write of the table passes here, and none has to think of it. What was
 * refused is remembered where it is known who asked, and for sign-ins. A record that cannot be written stops nobody.
 */
export function createRecorder({ database, log }: { database: Database; log: Log }): Recorder {
  let written = 0
  return async (call) => {
    const endpoint: Endpoint = endpoints[call.name]
    if (!changesSomething(endpoint)) return
    const who = whoOf(call)
    if (who === undefined) return
    const answer = 'answer' in call ? call.answer : undefined
    try {
      await addActivity(database, {
        who,
        action: call.name,
        ...aboutWhat({ ...asRecord(call.params) }, answer),
        done: 'answer' in call,
        code: 'error' in call ? (call.error instanceof Refusal ? call.error.code : 'internal') : null,
        deploy: begunBy(answer),
      })
      written += 1
      if (written % tidyEvery === 1)
        await forgetActivity(database, new Date(Date.now() - keptDays * 24 * 3600 * 1000))
    } catch (error) {
      log.warn(`activity: ${error instanceof Error ? error.message : error}`)
    }
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
