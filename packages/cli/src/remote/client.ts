import { type Endpoint, type EndpointName, endpoints, ProblemDetails } from '@keelson/protocol'
import type { z } from 'zod'
import { exitCodes, Failure } from '../failure.ts'
import { whyAway } from './why-away.ts'

type Params = Readonly<Record<string, string | number>>
type Query = Readonly<Record<string, string | number | boolean | undefined>>
export type Request = { params?: Params; query?: Query; body?: unknown; signal?: AbortSignal }
export type Answer<N extends EndpointName> = z.output<(typeof endpoints)[N]['answer']>

/** The API of one server, by the names of its endpoints. */
export type Client = {
  readonly server: string
  /** @throws Failure for a refusal, an answer of another shape, or no answer. */
  call<N extends EndpointName>(name: N, request?: Request): Promise<Answer<N>>
  /** The answer as it arrives, for endpoints that stream. */
  open(name: EndpointName, request?: Request): Promise<Response>
}

/** `headers`: what says who is asking. */
export function client(server: string, headers: Readonly<Record<string, string>>): Client {
  if (Object.values(headers).some((value) => /[^\t -~]/.test(value))) {
    throw new Failure('The token has characters that no token has.', {
      hint: 'Is KEELSON_TOKEN as it was given? keelson login makes a new one.',
      exitCode: exitCodes.refused,
    })
  }
  const open = async (name: EndpointName, request: Request = {}) => {
    const endpoint: Endpoint = endpoints[name]
    const response = await send(server, endpoint, headers, request)
    if (!response.ok) throw await refusal(response, server)
    return response
  }
  return {
    server,
    open,
    async call(name, request) {
      return read(server, name, await open(name, request))
    },
  }
}

/** @throws Failure for an answer of another shape. */
export async function read<N extends EndpointName>(
  server: string,
  name: N,
  response: Response,
): Promise<Answer<N>> {
  const body: unknown = await response.json().catch(() => undefined)
  const answer = endpoints[name].answer.safeParse(body)
  if (!answer.success) {
    throw new Failure(`${server} gave an answer that this keelson does not understand.`, {
      hint: 'Are they of the same version? Compare `keelson version` with the page’s footer.',
    })
  }
  // The schema that was just used is the one that this type comes from.
  return answer.data as Answer<N>
}

/** Bun would send requests, with their tokens, to the proxy of HTTP_PROXY, also those to this machine. Node does not. */
const direct = { proxy: false }

async function send(
  server: string,
  endpoint: Endpoint,
  headers: Readonly<Record<string, string>>,
  request: Request,
): Promise<Response> {
  const url = new URL(server + path(endpoint.path, request.params ?? {}))
  for (const [key, value] of Object.entries(request.query ?? {})) {
    if (value !== undefined) url.searchParams.set(key, String(value))
  }
  const body = request.body === undefined ? null : JSON.stringify(request.body)
  try {
    return await fetch(url, {
      method: endpoint.method,
      headers: {
        accept: 'application/json',
        ...(body && { 'content-type': 'application/json' }),
        ...headers,
      },
      body,
      // Followed by nobody: what says who is asking is for this server alone.
      redirect: 'manual',
      signal: request.signal ?? null,
      ...direct,
    })
  } catch (error) {
    if (error instanceof Error && error.name === 'AbortError') throw error
    throw unreachable(server, error)
  }
}

/** Fills `:project` and the like; a name is never taken for a path. */
function path(pattern: string, params: Params): string {
  return pattern.replaceAll(/:([a-z]+)/g, (_, name: string) => encodeURIComponent(String(params[name] ?? '')))
}

function unreachable(server: string, error: unknown): Failure {
  const reason = whyAway(error)
  return new Failure(`${server} does not answer${reason ? ` (${reason})` : ''}.`, {
    hint: 'Is the server running? Another one is named with --url or KEELSON_URL.',
    exitCode: exitCodes.unreachable,
    details: { code: 'unreachable', title: `${server} does not answer.`, detail: reason },
  })
}

async function refusal(response: Response, server: string): Promise<Failure> {
  const location = response.status < 400 && response.headers.get('location')
  if (location && URL.canParse(location, server)) {
    return new Failure(`${server} sends to ${new URL(location, server).href}.`, {
      hint: 'Is that its address? It is named with --url or KEELSON_URL.',
      exitCode: exitCodes.unreachable,
    })
  }
  const body: unknown = await response.json().catch(() => undefined)
  const read = ProblemDetails.safeParse(body)
  if (!read.success) {
    const said = `${response.status} ${response.statusText}`.trimEnd()
    // The balancer answers in the place of a server that is stopped or being replaced.
    return isAway(response.status)
      ? unreachable(server, new Error(said))
      : new Failure(`${server} answered ${said}.`)
  }
  const { title, detail, field, problems = [], code } = read.data
  const lines = [
    // Some details begin with the title, for those who are shown nothing else.
    !detail ? title : detail.startsWith(title) ? detail : `${title} ${detail}`,
    ...(field ? [`(${field})`] : []),
    ...problems.map((problem) => problem.frame ?? problem.message),
  ]
  const hint = hints[code]
  return new Failure(lines.join('\n'), {
    ...(hint && { hint }),
    exitCode: code === 'database-away' ? exitCodes.unreachable : exitOf(response.status),
    details: read.data,
  })
}

const hints: Readonly<Record<string, string>> = {
  'not-signed-in': 'Sign in first: keelson login --url ADDRESS --email EMAIL',
}

const isAway = (status: number) => [502, 503, 504].includes(status)

function exitOf(status: number): number {
  if (status === 401 || status === 403) return exitCodes.refused
  if (status === 404) return exitCodes.notFound
  return exitCodes.failed
}
