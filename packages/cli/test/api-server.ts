import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type EndpointName, endpoints, type RefusalCode, refusals } from '@keelson/protocol'

export type Asked = {
  name: EndpointName
  params: Record<string, string>
  query: URLSearchParams
  body: unknown
  headers: IncomingMessage['headers']
}

/** What an endpoint answers: a value of its schema, or a refusal by its code, `'hang-up'`, or the balancer’s page instead. */
export type Answering = (asked: Asked, response: ServerResponse) => unknown

export class Refuse {
  readonly code: RefusalCode
  readonly field: string | undefined
  constructor(code: RefusalCode, field?: string) {
    this.code = code
    this.field = field
  }
}

/** Speaks the protocol over real HTTP: paths, methods and shapes come from the table that the real server serves. */
export async function apiServer(answers: Partial<Record<EndpointName, Answering>>) {
  const asked: Asked[] = []
  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost')
    const found = match(request.method ?? '', url.pathname)
    if (!found) return send(response, 404, problem('not-found'))
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(Buffer.from(chunk))
    const text = Buffer.concat(chunks).toString()
    const one = {
      ...found,
      query: url.searchParams,
      body: text ? JSON.parse(text) : undefined,
      headers: request.headers,
    }
    asked.push(one)
    const answer = answers[found.name]?.(one, response) ?? new Refuse('not-found')
    if (answer === 'hang-up') return request.socket.destroy()
    if (answer === 'balancer-page') return response.writeHead(503).end('<h1>Not answering</h1>')
    if (answer instanceof Refuse)
      return send(response, refusals[answer.code].status, problem(answer.code, answer.field))
    const fitting = endpoints[found.name].answer.safeParse(answer)
    // Said to whoever asked, who would wait for ever otherwise.
    if (!fitting.success)
      return send(response, 500, { ...problem('internal'), detail: fitting.error.message })
    return send(response, 200, answer)
  })
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    asked,
    close: () => {
      server.closeAllConnections()
      return new Promise((closed) => server.close(closed))
    },
  }
}

function match(
  method: string,
  path: string,
): { name: EndpointName; params: Record<string, string> } | undefined {
  for (const [name, endpoint] of Object.entries(endpoints)) {
    if (endpoint.method !== method) continue
    const pattern = new RegExp(`^${endpoint.path.replaceAll(/:([a-z]+)/g, '(?<$1>[^/]+)')}$`)
    const found = pattern.exec(path)
    if (found) return { name: name as EndpointName, params: { ...found.groups } }
  }
  return undefined
}

const problem = (code: RefusalCode, field?: string) => ({
  type: 'about:blank',
  ...refusals[code],
  code,
  field,
})

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' })
  response.end(JSON.stringify(body))
}
