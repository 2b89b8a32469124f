/** Where the services are, as the settings file says: an address, or `:port` on the page's own host. */
export type Settings = { api: string; socket: string }

/** What a service said no with. `status` 0: it could not be reached. */
export class Failure extends Error {
  readonly status: number
  readonly field: string

  constructor(status: number, field: string, reason: string) {
    super(reason)
    this.status = status
    this.field = field
  }
}

/** Keeps the secret of this page's session. */
export type Keep = { get: () => string | null; set: (token: string) => void }

/** Talks to the REST service. Begins a session when there is none, and another one when it was forgotten. */
export class Client {
  readonly api: string
  readonly socket: string
  readonly #keep: Keep
  #beginning: Promise<string> | null = null
  /** The replica that answered last. */
  replica = ''

  constructor(settings: Settings, host: string, keep: Keep) {
    this.api = absolute(settings.api, host)
    this.socket = absolute(settings.socket, host)
    this.#keep = keep
  }

  /** The secret of this session. */
  async token(): Promise<string> {
    const kept = this.#keep.get()
    if (kept) return kept
    this.#beginning ??= this.#begin().finally(() => {
      this.#beginning = null
    })
    return this.#beginning
  }

  /** Asks as this session. @throws {Failure} for every answer that is not 2xx */
  async ask<T>(method: string, path: string, body?: unknown, signal?: AbortSignal): Promise<T> {
    try {
      return await this.#send<T>(method, path, await this.token(), body, signal)
    } catch (error) {
      if (!(error instanceof Failure) || error.status !== 401) throw error
      this.#keep.set('')
      return this.#send<T>(method, path, await this.token(), body, signal)
    }
  }

  /** Gives up this session: the next request begins another one. */
  forget(): void {
    this.#keep.set('')
  }

  async #begin(): Promise<string> {
    const { token } = await this.#send<{ token: string }>('POST', '/api/sessions', null)
    this.#keep.set(token)
    return token
  }

  async #send<T>(
    method: string,
    path: string,
    token: string | null,
    body?: unknown,
    signal?: AbortSignal,
  ): Promise<T> {
    const response = await fetch(this.api + path, {
      method,
      headers: {
        ...(token ? { authorization: `Bearer ${token}` } : {}),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(signal ? { signal } : {}),
    }).catch((error: unknown) => {
      if (signal?.aborted) throw error
      throw new Failure(0, '', 'unreachable')
    })
    this.replica = response.headers.get('x-replica') ?? ''
    if (response.ok) return (await response.json()) as T
    const no = (await response.json().catch(() => ({}))) as { field?: string; reason?: string }
    throw new Failure(response.status, no.field ?? '', no.reason ?? response.statusText)
  }
}

function absolute(endpoint: string, host: string): string {
  if (!endpoint.startsWith(':')) return endpoint
  const url = new URL(host)
  url.port = endpoint.slice(1)
  return url.origin
}
