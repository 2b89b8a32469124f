import { type EndpointName, endpoints } from '@keelson/protocol'
import type { z } from 'zod'
import { localProblem, readProblem } from './problem.ts'

type Endpoints = typeof endpoints
type Part<E, K extends 'params' | 'query' | 'body'> = E extends { [P in K]: infer S extends z.ZodType }
  ? K extends 'query'
    ? { query?: Partial<z.input<S>> }
    : { [P in K]: z.input<S> }
  : unknown

/** What a call of this endpoint takes. */
export type Input<N extends EndpointName> = Part<Endpoints[N], 'params'> &
  Part<Endpoints[N], 'query'> &
  Part<Endpoints[N], 'body'> & { signal?: AbortSignal }
/** What it answers. */
export type Answer<N extends EndpointName> = z.output<Endpoints[N]['answer']>

type Arguments<N extends EndpointName> = unknown extends Part<Endpoints[N], 'params'> &
  Part<Endpoints[N], 'body'>
  ? [input?: Input<N>]
  : [input: Input<N>]

/** `call('turnOn', { params, body })`: one endpoint of the table; throws an `ApiProblem`. */
export type Call = <N extends EndpointName>(name: N, ...input: Arguments<N>) => Promise<Answer<N>>

export type WireRequest = {
  method: string
  /** With parameters filled in and the query behind. */
  url: string
  body?: unknown
  signal?: AbortSignal
}
export type WireAnswer = { status: number; body: unknown }
/** Carries a request: HTTP, or the recorded world. Rejects only when there is no answer at all. */
export type Transport = (request: WireRequest) => Promise<WireAnswer>

type Loose = {
  params?: Record<string, unknown>
  query?: Record<string, unknown>
  body?: unknown
  signal?: AbortSignal
}

/** The typed client over a transport. `onProblem` hears every refusal, before the caller does. */
export function createClient(transport: Transport, onProblem: (status: number) => void = () => {}): Call {
  return async (name, ...[input]) => {
    const endpoint = endpoints[name]
    const { params = {}, query = {}, body, signal }: Loose = input ?? {}
    const answer = await transport({
      method: endpoint.method,
      url: address(endpoint.path, params, query),
      ...(body === undefined ? {} : { body }),
      ...(signal ? { signal } : {}),
    }).catch((error: unknown) => {
      throw signal?.aborted ? error : localProblem('unreachable', error)
    })
    if (answer.status >= 400) {
      onProblem(answer.status)
      throw readProblem(answer.status, answer.body)
    }
    const read = endpoint.answer.safeParse(answer.body)
    if (!read.success) throw localProblem('unexpected-answer', read.error)
    // The table ties name and schema; TypeScript cannot follow that through the union.
    return read.data as Answer<typeof name>
  }
}

/** Fills `:name` in a path and appends the query; what is undefined is left out. */
export function address(
  path: string,
  params: Record<string, unknown>,
  query: Record<string, unknown>,
): string {
  const filled = path.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(String(params[name])))
  const search = new URLSearchParams(
    Object.entries(query).flatMap(([key, value]) => (value == null ? [] : [[key, String(value)]])),
  ).toString()
  return search ? `${filled}?${search}` : filled
}
