import { type Endpoint, type EndpointName, endpoints } from '@keelson/protocol'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { z } from 'zod'
import { allows, type Caller, type Needs } from '../access/authorise.ts'
import type { Recorder } from '../activity/record.ts'
import { isForeign } from './origin.ts'
import { Refusal } from './refusal.ts'

declare module 'fastify' {
  interface FastifyRequest {
    caller: Caller
  }
}

type Read<N extends EndpointName, Part extends 'params' | 'query' | 'body'> =
  (typeof endpoints)[N] extends Record<Part, infer S extends z.ZodType> ? z.output<S> : undefined

/** What a handler gets: every part has been read by the endpoint's schema, the caller may do it. */
export type Asked<N extends EndpointName> = {
  params: Read<N, 'params'>
  query: Read<N, 'query'>
  body: Read<N, 'body'>
  caller: Caller
  request: FastifyRequest
  reply: FastifyReply
}

/** Returned by a handler which wrote the answer itself. */
export const alreadyAnswered = Symbol('already answered')
/** Returned by a handler whose answer is a stream: `begin` sends it, once the call has been noted. */
export class Sending {
  readonly begin: () => void

  constructor(begin: () => void) {
    this.begin = begin
  }
}
export type Handlers = {
  [N in EndpointName]: (
    asked: Asked<N>,
  ) => Promise<z.input<(typeof endpoints)[N]['answer']> | typeof alreadyAnswered | Sending>
}

export type Gate = { identify: (request: FastifyRequest) => Promise<Caller> }
type Served = Gate & { record: Recorder }

/** Serves the whole table. That every endpoint has a handler is checked by the compiler. */
export function serveEndpoints(app: FastifyInstance, handlers: Handlers, gate: Served): void {
  for (const name of Object.keys(endpoints) as EndpointName[])
    mount<EndpointName>(app, name, handlers[name], gate)
}

function mount<N extends EndpointName>(
  app: FastifyInstance,
  name: N,
  handler: Handlers[N],
  gate: Served,
): void {
  const endpoint: Endpoint = endpoints[name]
  app.route({
    method: endpoint.method,
    url: endpoint.path,
    onRequest: guard(endpoint.needs, gate),
    handler: async (request, reply) => {
      // What the schemas gave is what `Read` says, part by part; the compiler cannot follow the lookup.
      const asked = {
        params: read(endpoint.params, request.params, ''),
        query: read(endpoint.query, request.query, ''),
        body: read(endpoint.body, request.body ?? {}, ''),
        caller: request.caller,
        request,
        reply,
      } as Asked<N>
      const { caller, params, query, body } = asked
      const call = { name, caller, params, query, body }
      const answer = await handler(asked).catch(async (error) => {
        await gate.record({ ...call, error })
        throw error
      })
      if (answer === alreadyAnswered) return reply
      if (answer instanceof Sending) {
        await gate.record({ ...call, answer: undefined })
        answer.begin()
        return reply
      }
      await gate.record({ ...call, answer })
      return reply.status(endpoint.status ?? 200).send(endpoint.answer.parse(answer))
    },
  })
}

/** Runs before the body is read: who is it, is it from our own pages, may they. */
export function guard(needs: Needs, gate: Gate) {
  return async (request: FastifyRequest) => {
    const { host = '', origin, 'sec-fetch-site': fetchSite } = request.headers
    const bearer = request.headers.authorization !== undefined
    if (!bearer && isForeign({ method: request.method, host, origin, fetchSite: first(fetchSite) })) {
      throw new Refusal('foreign-origin')
    }
    if (needs === 'anyone' && !bearer && request.headers.cookie === undefined) return
    request.caller = await gate.identify(request)
    requireScope(request.caller, needs)
  }
}

export function requireScope(caller: Caller, needs: Needs): void {
  if (allows(caller, needs)) return
  if (caller.kind === 'nobody') throw new Refusal('not-signed-in')
  throw new Refusal('not-allowed', { detail: `This needs the scope "${needs}"; yours is "${caller.scope}".` })
}

function read(schema: z.ZodType | undefined, value: unknown, at: string): unknown {
  if (!schema) return undefined
  const result = schema.safeParse(value)
  if (result.success) return result.data
  const [issue] = result.error.issues
  const field = [at, ...(issue?.path ?? [])].filter((part) => part !== '').join('.')
  throw new Refusal('invalid-input', {
    detail: field ? `${field}: ${issue?.message ?? 'not valid'}` : (issue?.message ?? 'not valid'),
    ...(field && { field }),
  })
}

const first = (value: string | string[] | undefined) => (Array.isArray(value) ? value[0] : value)
