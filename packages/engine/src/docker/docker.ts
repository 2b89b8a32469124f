import type * as Http from 'node:http'
import type * as Https from 'node:https'
import type { Duplex } from 'node:stream'
import { Readable } from 'node:stream'
import type { Answer } from './answer.ts'
import { contextOf } from './context.ts'
import { DockerError } from './error.ts'
import { Exchange, ExchangeError, type Question } from './exchange.ts'
import { DEFAULT_HOST, type Endpoint, parseHost } from './host.ts'
import { Patience } from './patience.ts'

/** Node's clients, read where something streams; the secure one, where the engine is spoken to over TLS. */
const http = () => process.getBuiltinModule('node:http')
const https = () => process.getBuiltinModule('node:https')

/** Oldest API version that Keelson speaks (Docker 20.10), and the newest that it was written for. */
export const OLDEST_API = '1.41'
export const NEWEST_API = '1.47'

export type Query = Record<string, string | number | boolean | string[] | undefined>

export type RequestOptions = {
  query?: Query
  /** A plain object is sent as JSON; bytes and streams as they are. */
  body?: object | Uint8Array | Readable
  headers?: Record<string, string | string[]>
  signal?: AbortSignal | undefined
}

/**
 * One engine. Requests share kept-alive connections; the API version is agreed on the first one.
 * Answers are typed by declaration: the engine is a trusted, versioned peer.
 */
export class Docker {
  readonly address: string
  readonly #endpoint: Endpoint
  readonly #exchange: Exchange
  readonly #patience: Patience
  #version: Promise<string> | undefined

  constructor(address: string, endpoint: Endpoint, onSilence: (said: string) => void) {
    this.address = address
    this.#endpoint = endpoint
    this.#exchange = new Exchange(endpoint)
    this.#patience = new Patience((silence) => onSilence(`The Docker Engine at ${address} ${silence}.`))
  }

  /** The API version in use, for example `1.41`. @throws DockerError when the engine is too old or absent. */
  apiVersion(signal?: AbortSignal): Promise<string> {
    this.#version ??= this.#negotiate(signal).catch((error) => {
      this.#version = undefined
      throw error
    })
    return this.#version
  }

  /** Sends the question that comes before all others, and does not wait for the answer. */
  async greet(): Promise<void> {
    // An engine that is away is told to whoever asks next.
    this.apiVersion().catch(() => {})
    // Node connects, and writes, when it is next idle.
    await new Promise((resolve) => setImmediate(resolve))
  }

  /** True when the agreed API version is at least the given one. */
  async atLeast(version: string): Promise<boolean> {
    return compareVersions(await this.apiVersion(), version) >= 0
  }

  /** Asks and reads the JSON answer whole; null where the engine sends no body. */
  async json<T>(method: string, path: string, options: RequestOptions = {}): Promise<T> {
    return JSON.parse((await this.text(method, path, options)) || 'null')
  }

  /** Asks and reads the answer whole, as text. */
  async text(method: string, path: string, options: RequestOptions = {}): Promise<string> {
    if (options.body instanceof Readable) return readAll(await this.stream(method, path, options))
    const asked = `${method} ${path}`
    const question = { ...(await this.#question(method, path, options)), signal: options.signal }
    let answer: Answer
    try {
      answer = await this.#ask(question, asked)
    } catch (error) {
      // An engine that restarted leaves dead connections behind; asking again is safe for reads only.
      if (method !== 'GET' || options.signal?.aborted || !(error instanceof StaleConnection)) throw error
      this.close()
      answer = await this.#ask(question, asked)
    }
    const text = answer.body.toString('utf8')
    if (answer.status >= 400) throw refusal(answer.status, text, asked)
    return text
  }

  /** Asks and gives the answer's body as a stream, once the engine has accepted. The caller must read or destroy it. */
  async stream(method: string, path: string, options: RequestOptions = {}): Promise<Http.IncomingMessage> {
    const { signal } = options
    const asked = `${method} ${path}`
    const request = await this.#open(method, path, options)
    const response = await new Promise<Http.IncomingMessage>((resolve, reject) => {
      request.once('response', resolve)
      request.once('error', (error) => reject(this.#unreachable(error, asked)))
    })
    if ((response.statusCode ?? 0) >= 400) throw await refuse(response, asked)
    // Without this the reader would see a reset connection instead of the cancellation that was asked for.
    const stop = () => response.destroy(new DOMException('This operation was aborted', 'AbortError'))
    signal?.addEventListener('abort', stop, { once: true })
    response.once('close', () => signal?.removeEventListener('abort', stop))
    return response
  }

  /** Asks and gives, once the engine has accepted, what waits for the JSON answer. */
  async jsonLater<T>(method: string, path: string, options: RequestOptions = {}): Promise<() => Promise<T>> {
    const text = readAll(await this.stream(method, path, options)).catch((error) => {
      throw this.#unreachable(error, `${method} ${path}`)
    })
    // Nobody may come to ask for it.
    text.catch(() => {})
    return async () => JSON.parse((await text) || 'null')
  }

  /** Takes over the connection (attach, exec): what is written goes to stdin, what is read is the output. */
  async hijack(path: string, options: RequestOptions = {}): Promise<Duplex> {
    const headers = { connection: 'Upgrade', upgrade: 'tcp', ...options.headers }
    const request = await this.#open('POST', path, { ...options, headers })
    return new Promise((resolve, reject) => {
      request.once('upgrade', (_, socket, head) => {
        if (head.length > 0) socket.unshift(head)
        const stop = () => socket.destroy()
        options.signal?.addEventListener('abort', stop, { once: true })
        socket.once('close', () => options.signal?.removeEventListener('abort', stop))
        resolve(socket)
      })
      request.once('response', (response) => {
        refuse(response, `POST ${path}`).then(reject, reject)
      })
      request.once('error', (error) => reject(this.#unreachable(error, `POST ${path}`)))
    })
  }

  /** Closes idle connections. The engine can still be asked afterwards. */
  close(): void {
    this.#exchange.close()
  }

  async #negotiate(signal?: AbortSignal): Promise<string> {
    const asked = 'GET /_ping'
    const question = { method: 'GET', path: '/_ping', headers: this.#headers(), signal }
    const { status, headers } = await this.#ask(question, asked)
    const offered = headers['api-version']
    if (offered === undefined) {
      throw new DockerError(status, asked, `${this.address} is not a Docker Engine.`)
    }
    if (compareVersions(offered, OLDEST_API) < 0) {
      throw new DockerError(
        400,
        asked,
        `The engine at ${this.address} speaks API ${offered}; Keelson needs ${OLDEST_API} (Docker 20.10) or newer.`,
      )
    }
    return compareVersions(offered, NEWEST_API) > 0 ? NEWEST_API : offered
  }

  async #ask(question: Question, asked: string): Promise<Answer> {
    try {
      const answer = this.#exchange.ask(question)
      // What is not a read may take its time: a stop, a wait for an end.
      return await (question.method === 'GET' ? this.#patience.wait(asked, answer) : answer)
    } catch (error) {
      throw this.#unreachable(error, asked)
    }
  }

  /** What is sent, but for a body that is a stream. */
  async #question(
    method: string,
    path: string,
    { query, body, headers: given, signal }: RequestOptions,
  ): Promise<Omit<Question, 'signal'>> {
    const version = await this.apiVersion(signal)
    const headers = { ...this.#headers(), ...given }
    const raw = body instanceof Readable || body instanceof Uint8Array
    if (body !== undefined) headers['content-type'] ??= raw ? 'application/x-tar' : 'application/json'
    const bytes = raw ? body : body && Buffer.from(JSON.stringify(body))
    if (!(bytes instanceof Readable) && (bytes || method !== 'GET')) {
      headers['content-length'] = String(bytes?.byteLength ?? 0)
    }
    return {
      method,
      path: `/v${version}${path}${queryString(query)}`,
      headers,
      ...(bytes instanceof Uint8Array && { body: bytes }),
    }
  }

  #headers(): Record<string, string | string[]> {
    const endpoint = this.#endpoint
    return { host: endpoint.kind === 'unix' ? 'docker' : `${endpoint.host}:${endpoint.port}` }
  }

  /** A connection of its own, for what streams. */
  async #open(method: string, path: string, options: RequestOptions): Promise<Http.ClientRequest> {
    const question = await this.#question(method, path, options)
    const endpoint = this.#endpoint
    const target: Https.RequestOptions =
      endpoint.kind === 'unix'
        ? // Without a server name Node looks for one in the headers, which takes longer than the answer.
          { socketPath: endpoint.socketPath, servername: '' }
        : { host: endpoint.host, port: endpoint.port, ...endpoint.tls }
    const secure = endpoint.kind === 'tcp' && endpoint.tls !== undefined
    const request = (secure ? https() : http()).request({
      ...target,
      method,
      path: question.path,
      headers: question.headers,
      agent: false,
      ...(options.signal ? { signal: options.signal } : {}),
    })
    if (options.body instanceof Readable) {
      options.body.once('error', (error) => request.destroy(error))
      options.body.pipe(request)
    } else {
      request.end(question.body)
    }
    return request
  }

  #unreachable(error: unknown, asked: string): unknown {
    if (!(error instanceof Error) || error.name === 'AbortError' || error instanceof TypeError) return error
    const { code } = error as NodeJS.ErrnoException
    if (error instanceof ExchangeError && error.reused && (code === 'ECONNRESET' || code === 'EPIPE')) {
      return new StaleConnection(0, asked, `The engine at ${this.address} closed the connection.`, {
        cause: error,
      })
    }
    const why =
      code === 'ENOENT' || code === 'ECONNREFUSED'
        ? 'Is it running? Set DOCKER_HOST if it listens elsewhere.'
        : code === 'EACCES'
          ? 'This user may not use its socket: join the docker group or run as root.'
          : error.message
    return new DockerError(0, asked, `No answer from the Docker Engine at ${this.address}. ${why}`, {
      cause: error,
    })
  }
}

class StaleConnection extends DockerError {}

export type ConnectOptions = {
  host?: string | undefined
  environment?: Record<string, string | undefined>
  /** Called every ten seconds for which the engine owes an answer, with what to say. */
  onSilence?: (said: string) => void
}

/**
 * An engine: the given address, else DOCKER_HOST, else that of the user's Docker context, else the usual socket.
 * Nothing is sent yet.
 * @throws DockerError on an address that cannot be used, and on a context that is not there.
 */
export function connect(options: ConnectOptions = {}): Docker {
  const environment = options.environment ?? process.env
  const asked = options.host || environment.DOCKER_HOST
  const context = asked ? undefined : contextOf(environment)
  const address = asked || context?.host || DEFAULT_HOST
  const endpoint = parseHost(address, { ...environment, ...context?.tls })
  return new Docker(address, endpoint, options.onSilence ?? (() => {}))
}

/** Below zero, zero or above, as `a` is older than, equal to or newer than `b` (`1.41` style). */
export function compareVersions(a: string, b: string): number {
  const [majorA = 0, minorA = 0] = a.split('.').map(Number)
  const [majorB = 0, minorB = 0] = b.split('.').map(Number)
  return majorA - majorB || minorA - minorB
}

function queryString(query: Query = {}): string {
  const parts = new URLSearchParams()
  for (const [key, value] of Object.entries(query)) {
    if (value === undefined) continue
    for (const one of Array.isArray(value) ? value : [value]) parts.append(key, String(one))
  }
  const text = parts.toString()
  return text === '' ? '' : `?${text}`
}

async function readAll(response: Http.IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of response) chunks.push(chunk)
  return Buffer.concat(chunks).toString('utf8')
}

const refuse = async (response: Http.IncomingMessage, asked: string) =>
  refusal(response.statusCode ?? 0, await readAll(response), asked)

function refusal(status: number, text: string, asked: string): DockerError {
  let message = text.trim()
  try {
    message = JSON.parse(text).message ?? message
  } catch {
    // Some proxies answer with plain text; it is shown as it is.
  }
  return new DockerError(status, asked, message || `The engine refused ${asked}.`)
}
