import { Agent, type IncomingMessage, request, type RequestOptions as Wanted } from 'node:http'
import { request as requestSecurely, Agent as SecureAgent } from 'node:https'
import type { Socket } from 'node:net'
import { setImmediate as immediately, setTimeout as pause } from 'node:timers/promises'
import type { Recorder } from './seen.ts'

export type RequestOptions = {
  /** On 127.0.0.1. */
  port: number
  /** Where HTTPS is spoken, on 127.0.0.1; each tenth request goes there. Whoever vouches for the certificate. */
  securePort?: number
  /** Host name asked for. */
  host: string
  /** Requests a second. */
  rate: number
  /** Milliseconds until an answer must be whole. */
  timeout: number
}

/** What an application under load answers: who it is, and the number that it was asked with. */
type Answer = { version: string; replica: string; n: number; method: string }

/** Sent without looking at answers in between. */
const most = 10
/**
 * Open at once. A few are when all is well; a machine that cannot keep up would be given ever more to do at once, and
 * never recover. What waits here is late, and counted as that.
 */
const mostOpen = 250
const everyPost = 5
const everySecure = 10
const everySlow = 50
const slowMs = 400

/**
 * Sends requests on a schedule that does not wait for answers (open loop), and never sends one twice. Of each two one
 * uses kept-alive connections and one a connection of its own; each fifth is a POST, which nobody on the way may
 * repeat; each fiftieth asks the application to take its time, so that some are always in flight.
 *
 * A latency counts from the moment when the request was due: a generator that waits while the server stalls would
 * otherwise leave out what it did not send ("coordinated omission").
 */
export function sendRequests(options: RequestOptions, recorder: Recorder): { stop(): Promise<void> } {
  // First in, first out: every connection is in use all the time, none is dropped for idleness.
  const kept = {
    plain: new Agent({ keepAlive: true, scheduling: 'fifo' }),
    secure: new SecureAgent({ keepAlive: true, scheduling: 'fifo' }),
  }
  const open = new Set<Promise<void>>()
  const start = recorder.now()
  const dueOf = (n: number) => start + (n * 1000) / options.rate
  let next = 0
  let on = true

  const send = () => {
    const sent = one(options, recorder, next, dueOf(next), kept)
    next++
    open.add(sent)
    sent.finally(() => open.delete(sent))
  }
  const running = (async () => {
    while (on) {
      const now = recorder.now()
      const mayGo = () => on && dueOf(next) <= now && open.size < mostOpen
      for (let at = 0; at < most && mayGo(); at++) send()
      // Also when it is behind: answers must be taken, or a machine that is too slow would only send.
      await (mayGo() ? immediately() : pause(1))
    }
  })()

  return {
    async stop() {
      on = false
      const end = recorder.now()
      while (dueOf(next) <= end && open.size < mostOpen) send()
      for (; dueOf(next) <= end; next++) recorder.of(recorder.rowAt(dueOf(next))).unsent++
      await running
      await Promise.all(open)
      kept.plain.destroy()
      kept.secure.destroy()
    },
  }
}

type Kept = { plain: Agent; secure: SecureAgent }

async function one(
  options: RequestOptions,
  recorder: Recorder,
  n: number,
  due: number,
  kept: Kept,
): Promise<void> {
  const name = recorder.rowAt(due)
  const row = recorder.of(name)
  const sent = recorder.now()
  const wait = n % everySlow === 0 ? slowMs : 0
  const method = n % everyPost === 1 ? 'POST' : 'GET'
  // Each tenth has an odd number: whether it keeps its connection is for the tens to say.
  const secure = options.securePort !== undefined && n % everySecure === 9
  const keeps = secure ? Math.floor(n / everySecure) % 2 === 0 : n % 2 === 0
  const agent = keeps && (secure ? kept.secure : kept.plain)
  let port: number | undefined
  const connected = (socket: Socket) => {
    port = socket.localPort
  }
  row.requests++
  row.behindMs = Math.max(row.behindMs, sent - due)
  try {
    const answer = read(await ask(options, { n, wait, method, agent, secure, connected }))
    if (answer.n !== n || answer.method !== method) throw new Error('the answer to another request')
    row.latencies.push(recorder.now() - due - wait)
    row.versions[answer.version] = (row.versions[answer.version] ?? 0) + 1
    recorder.served(answer.replica, sent)
  } catch (error) {
    const where = `${keeps ? 'kept' : 'new'}${secure ? ' https' : ''}`
    const why = `${method} on a ${where} connection: ${error instanceof Error ? error.message : error}`
    recorder.seen.failures.push({ row: name, sent, at: recorder.now(), kind: 'request', port, why })
  }
}

type Asked = {
  n: number
  wait: number
  method: string
  agent: Agent | false
  secure: boolean
  connected: (socket: Socket) => void
}

/** The body of a 200, whole; rejects with what a visitor would have seen. */
function ask(
  { host, port, securePort, timeout }: RequestOptions,
  { n, wait, method, agent, secure, connected }: Asked,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const hear = (response: IncomingMessage) => {
      let body = ''
      response.setEncoding('utf8')
      response.on('data', (chunk) => {
        body += chunk
      })
      response.on('error', reject)
      response.on('end', () => {
        if (response.statusCode === 200) resolve(body)
        else reject(new Error(`status ${response.statusCode}`))
      })
    }
    const path = `/?n=${n}&wait=${wait}`
    const wanted: Wanted = { host: '127.0.0.1', port, path, method, headers: { host }, agent }
    const outgoing = secure
      ? requestSecurely({ ...wanted, port: securePort, servername: host, rejectUnauthorized: false }, hear)
      : request(wanted, hear)
    const timer = setTimeout(() => outgoing.destroy(new Error(`no answer in ${timeout} ms`)), timeout)
    outgoing.once('socket', (socket) => {
      if (socket.connecting) socket.once('connect', () => connected(socket))
      else connected(socket)
    })
    outgoing.on('error', reject)
    outgoing.on('close', () => clearTimeout(timer))
    outgoing.end(method === 'POST' ? 'a body' : undefined)
  })
}

function read(body: string): Answer {
  try {
    return JSON.parse(body)
  } catch {
    throw new Error(`a wrong body: ${JSON.stringify(body.slice(0, 60))}`)
  }
}
