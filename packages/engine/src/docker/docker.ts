import type * as Http from 'node:http'
import type * as Https from 'node:https'
import type { Duplex } from 'node:stream'
import { Readable } from 'node:stream'
import { DockerError } from './error.ts'
import { DEFAULT_HOST, type Endpoint, parseHost } from './host.ts'

// Imported, this module would evaluate its WebSocket export, and with it a web client of several megabytes.
const http = process.getBuiltinModule('node:http')
/** Read where an engine is spoken to over TLS. */
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
  readonly #agent: Http.Agent
  #version: Promise<string> | undefined

  constructor(address: string, endpoint: Endpoint) {
    this.address = address
    this.#endpoint = endpoint
    const options = { keepAlive: true, maxFreeSockets: 16 }
    this.#agent =
      endpoint.kind === 'tcp' && endpoint.tls ? new (https().Agent)(options) : new http.Agent(options)
  }

  /** The API version in use, for example `1.41`. @throws DockerError when the engine is too old or absent. */
  apiVersion(signal?: AbortSignal): Promise<string> {
    this.#version ??= this.#negotiate(signal).catch((error) => {
      this.#version = undefined
      throw error
    })
    return this.#version
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
    try {
      return await readAll(await this.#send(method, path, options))
    } catch (error) {
      // An engine that restarted leaves dead kept-alive connections behind; asking again is safe for reads only.
      if (method !== 'GET' || options.signal?.aborted || !(error instanceof StaleConnection)) throw error
      return readAll(await this.#send(method, path, options))
    }
  }

  /** Asks and gives the answer's body as a stream, once the engine has accepted. The caller must read or destroy it. */
  async stream(method: string, path: string, options: RequestOptions = {}): Promise<Http.IncomingMessage> {
    const response = await this.#send(method, path, options, { ownConnection: true })
    const { signal } = options
    // Without this the reader would see a reset connection instead of the cancellation that was asked for.
    const stop = () => response.destroy(new DOMException('This operation was aborted', 'AbortError'))
    signal?.addEventListener('abort', stop, { once: true })
    response.once('close', () => signal?.removeEventListener('abort', stop))
    return response
  }

  /** Takes over the connection (attach, exec): what is written goes to stdin, what is read is the output. */
  async hijack(path: string, options: RequestOptions = {}): Promise<Duplex> {
    const request = await this.#open('POST', path, options, {
      ownConnection: true,
      headers: { connection: 'Upgrade', upgrade: 'tcp' },
    })
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
      request.once('error', (error) => reject(this.#unreachable(error, 'POST', path)))
    })
  }

  /** Closes idle connections. The engine can still be asked afterwards. */
  close(): void {
    this.#agent.destroy()
  }

  async #negotiate(signal?: AbortSignal): Promise<string> {
    const response = await this.#send('GET', '/_ping', { signal }, { unversioned: true })
    response.resume()
    const offered = response.headers['api-version']
    if (typeof offered !== 'string') {
      throw new DockerError(response.statusCode ?? 0, 'GET /_ping', `${this.address} is not a Docker Engine.`)
    }
    if (compareVersions(offered, OLDEST_API) < 0) {
      throw new DockerError(
        400,
        'GET /_ping',
        `The engine at ${this.address} speaks API ${offered}; Keelson needs ${OLDEST_API} (Docker 20.10) or newer.`,
      )
    }
    return compareVersions(offered, NEWEST_API) > 0 ? NEWEST_API : offered
  }

  async #send(
    method: string,
    path: string,
    options: RequestOptions,
    how: { ownConnection?: boolean; unversioned?: boolean } = {},
  ): Promise<Http.IncomingMessage> {
    const request = await this.#open(method, path, options, how)
    const response = await new Promise<Http.IncomingMessage>((resolve, reject) => {
      request.once('response', resolve)
      request.once('error', (error) => reject(this.#unreachable(error, method, path, request.reusedSocket)))
    })
    if ((response.statusCode ?? 0) >= 400) throw await refuse(response, `${method} ${path}`)
    return response
  }

  async #open(
    method: string,
    path: string,
    options: RequestOptions,
    how: { ownConnection?: boolean; unversioned?: boolean; headers?: Record<string, string | string[]> },
  ): Promise<Http.ClientRequest> {
    const version = how.unversioned ? '' : `/v${await this.apiVersion(options.signal)}`
    const { body } = options
    const raw = body instanceof Readable || body instanceof Uint8Array
    const payload = body === undefined || raw ? body : Buffer.from(JSON.stringify(body))
    const headers: Record<string, string | string[]> = { host: 'docker', ...how.headers, ...options.headers }
    if (payload !== undefined) headers['content-type'] ??= raw ? 'application/x-tar' : 'application/json'
    if (payload instanceof Uint8Array) headers['content-length'] = String(payload.byteLength)
    else if (payload === undefined && method !== 'GET') headers['content-length'] = '0'
    const target: Https.RequestOptions =
      this.#endpoint.kind === 'unix'
        ? // Without a server name Node looks for one in the headers, which takes longer than the answer.
          { socketPath: this.#endpoint.socketPath, servername: '' }
        : { host: this.#endpoint.host, port: this.#endpoint.port, ...this.#endpoint.tls }
    const secure = this.#endpoint.kind === 'tcp' && this.#endpoint.tls !== undefined
    const request = (secure ? https() : http).request({
      ...target,
      method,
      path: `${version}${path}${queryString(options.query)}`,
      headers,
      agent: how.ownConnection ? false : this.#agent,
      ...(options.signal ? { signal: options.signal } : {}),
    })
    if (payload instanceof Readable) {
      payload.once('error', (error) => request.destroy(error))
      payload.pipe(request)
    } else {
      request.end(payload)
    }
    return request
  }

  #unreachable(error: NodeJS.ErrnoException, method: string, path: string, reused = false): Error {
    if (error.name === 'AbortError') return error
    const asked = `${method} ${path}`
    if (reused && (error.code === 'ECONNRESET' || error.code === 'EPIPE')) {
      return new StaleConnection(0, asked, `The engine at ${this.address} closed the connection.`, {
        cause: error,
      })
    }
    const why =
      error.code === 'ENOENT' || error.code === 'ECONNREFUSED'
        ? 'Is it running? Set DOCKER_HOST if it listens elsewhere.'
        : error.code === 'EACCES'
          ? 'This user may not use its socket: join the docker group or run as root.'
          : error.message
    return new DockerError(0, asked, `No answer from the Docker Engine at ${this.address}. ${why}`, {
      cause: error,
    })
  }
}

class StaleConnection extends DockerError {}

/**
 * An engine: the given address, else DOCKER_HOST, else the usual socket. Nothing is sent yet.
 * @throws DockerError on an address that cannot be used.
 */
export function connect(
  options: { host?: string | undefined; environment?: Record<string, string | undefined> } = {},
): Docker {
  const environment = options.environment ?? process.env
  const address = options.host || environment.DOCKER_HOST || DEFAULT_HOST
  return new Docker(address, parseHost(address, environment))
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

async function refuse(response: Http.IncomingMessage, asked: string): Promise<DockerError> {
  const text = await readAll(response)
  let message = text.trim()
  try {
    message = JSON.parse(text).message ?? message
  } catch {
    // Some proxies answer with plain text; it is shown as it is.
  }
  return new DockerError(response.statusCode ?? 0, asked, message || `The engine refused ${asked}.`)
}
