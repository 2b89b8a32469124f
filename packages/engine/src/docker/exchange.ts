import { connect as connectPlainly, type Socket } from 'node:net'
import { connect as connectSecurely } from 'node:tls'
import { type Answer, AnswerReader } from './answer.ts'
import type { Endpoint } from './host.ts'

export type Question = {
  method: string
  /** With its query. */
  path: string
  headers: Readonly<Record<string, string | string[]>>
  body?: Uint8Array | undefined
  signal?: AbortSignal | undefined
}

/** No answer came. */
export class ExchangeError extends Error {
  /** As Node names it: `ENOENT`, `ECONNREFUSED`, `ECONNRESET` … */
  readonly code: string | undefined
  /** The connection had been used before: the engine may have closed it long ago. */
  readonly reused: boolean

  constructor(cause: NodeJS.ErrnoException, reused: boolean) {
    super(cause.message, { cause })
    this.code = cause.code
    this.reused = reused
  }
}

/** Idle connections that are kept. */
const KEPT = 16

/**
 * Questions whose answers are read whole, over kept connections, one at a time on each. Node's own client is for what
 * streams: to load it and ask once takes a command longer than the engine's answer.
 */
export class Exchange {
  readonly #endpoint: Endpoint
  readonly #idle: Socket[] = []

  constructor(endpoint: Endpoint) {
    this.#endpoint = endpoint
  }

  /** @throws ExchangeError without an answer; AbortError on cancel; TypeError on what cannot be sent. */
  async ask(question: Question): Promise<Answer> {
    const { method, signal } = question
    const bytes = written(question)
    if (signal?.aborted) throw aborted()
    const kept = this.#idle.pop()
    const socket = kept ?? this.#open()
    socket.ref()
    return new Promise((resolve, reject) => {
      const reader = new AnswerReader(method)

      const finish = (answer: Answer | undefined) => {
        if (!answer) return
        leave()
        // An answer may come before the question is out: then the rest of it is still in the way.
        if (answer.reusable && socket.writableLength === 0) this.#keep(socket)
        else socket.destroy()
        resolve(answer)
      }
      const fail = (error: Error) => {
        leave()
        socket.destroy()
        reject(error)
      }
      const listeners = {
        data(piece: Buffer) {
          try {
            finish(reader.read(piece))
          } catch (error) {
            fail(error as Error)
          }
        },
        end: () => finish(reader.end()),
        error: (error: Error) => fail(new ExchangeError(error, kept !== undefined)),
        close: () => fail(new ExchangeError(hungUp(), kept !== undefined)),
      }
      const stop = () => fail(aborted())
      const leave = () => {
        for (const [event, listener] of Object.entries(listeners)) socket.off(event, listener)
        signal?.removeEventListener('abort', stop)
      }
      for (const [event, listener] of Object.entries(listeners)) socket.on(event, listener)
      signal?.addEventListener('abort', stop, { once: true })
      socket.write(bytes)
    })
  }

  /** Closes idle connections. */
  close(): void {
    for (const socket of this.#idle.splice(0)) socket.destroy()
  }

  #open(): Socket {
    const socket = openSocket(this.#endpoint)
    // Kept, it has nobody else to hear this.
    socket.on('error', () => {})
    socket.on('close', () => {
      const index = this.#idle.indexOf(socket)
      if (index >= 0) this.#idle.splice(index, 1)
    })
    return socket
  }

  #keep(socket: Socket): void {
    if (this.#idle.length >= KEPT) return void socket.destroy()
    this.#idle.push(socket)
    // A program whose work is done may end.
    socket.unref()
  }
}

function openSocket(endpoint: Endpoint): Socket {
  if (endpoint.kind === 'unix') return connectPlainly(endpoint.socketPath)
  const { host, port, tls } = endpoint
  return tls ? connectSecurely({ host, port, ...tls }) : connectPlainly(port, host)
}

function written({ method, path, headers, body }: Question): Buffer {
  const lines = Object.entries(headers).flatMap(([name, value]) =>
    [value].flat().map((one) => `${name}: ${one}`),
  )
  // What comes from a Compose file must not write headers of its own, nor a second question.
  if (/[^!-~]/.test(path)) throw new TypeError(`The path ${JSON.stringify(path)} cannot be asked for.`)
  const bad = lines.find((line) => /[^\t -~\x80-\xff]/.test(line))
  if (bad !== undefined) throw new TypeError(`The header ${JSON.stringify(bad)} cannot be sent.`)
  const head = Buffer.from([`${method} ${path} HTTP/1.1`, ...lines, '', ''].join('\r\n'), 'latin1')
  return body ? Buffer.concat([head, body]) : head
}

const aborted = () => new DOMException('This operation was aborted', 'AbortError')

const hungUp = () => Object.assign(new Error('The connection was closed.'), { code: 'ECONNRESET' })
