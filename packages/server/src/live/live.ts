import type { Server as HttpServer } from 'node:http'
import {
  type Ack,
  type DeployEvent,
  DeployId,
  type LiveEvent,
  liveRequests,
  needsOfRoom,
  ProjectName,
  type Room,
  type ServerToClient,
} from '@keelson/protocol'
import { Server } from 'socket.io'
import { allows, type Caller } from '../access/authorise.ts'
import { hashSecret } from '../access/secrets.ts'
import { readCookies, sessionCookieName } from '../http/cookies.ts'
import { isForeign } from '../http/origin.ts'
import { Refusal } from '../http/refusal.ts'
import type { Answering, Headers, OneSocket, Sockets } from './one-socket.ts'
import { Replay } from './replay.ts'
import { serveTerminals, type TerminalOptions } from './terminal-requests.ts'

export type LiveOptions = TerminalOptions & {
  identify: (headers: Headers) => Promise<Caller>
  secure: boolean
  readEvents: (deploy: string, after: number) => Promise<DeployEvent[]>
  /** Somebody entered a room. */
  entered: (room: string) => void
  /** Sends the lines until the signal; throws a Refusal when there is nothing to follow. */
  follow: (
    request: { project: string; environment: string; service?: string | undefined; tail: number },
    signal: AbortSignal,
    onLines: (lines: Parameters<ServerToClient['log-lines']>[0]['lines']) => void,
  ) => Promise<void>
  toRefusal: (error: unknown) => Refusal
}
/** How many log streams one page may hold open. */
const followLimit = 20

/** The live connection: rooms that are told whole states, deploys replayed from a number, logs followed. */
export class Live {
  readonly #io: Sockets
  readonly #options: LiveOptions
  readonly #replays = new Map<string, Set<Replay>>()

  constructor(server: HttpServer, options: LiveOptions) {
    this.#options = options
    this.#io = new Server(server, {
      path: '/api/v1/live',
      serveClient: false,
      maxHttpBufferSize: 100_000,
      allowRequest: (request, decide) => {
        const { origin, host = '', 'sec-fetch-site': fetchSite } = request.headers
        const foreign = isForeign({
          method: 'GET',
          host,
          origin,
          fetchSite: typeof fetchSite === 'string' ? fetchSite : undefined,
          socket: true,
        })
        decide(foreign ? 'foreign-origin' : null, !foreign)
      },
    })
    this.#io.use(async (socket, next) => {
      try {
        const { token } = socket.handshake.auth
        const { cookie, authorization } = socket.handshake.headers
        const bearer = typeof token === 'string' ? `Bearer ${token}` : authorization
        socket.data.headers = { authorization: bearer, cookie }
        socket.data.caller = await options.identify(socket.data.headers)
        const session = readCookies(cookie).get(sessionCookieName(options.secure))
        if (session) socket.join(`secret ${hashSecret(session)}`)
        const secret = /^Bearer\s+(\S+)$/i.exec(bearer ?? '')?.[1]
        if (secret) socket.join(`secret ${hashSecret(secret)}`)
        if (socket.data.caller.kind === 'user') socket.join(`user ${socket.data.caller.userId}`)
        if (!allows(socket.data.caller, 'read')) throw new Refusal('not-signed-in')
        next()
      } catch (error) {
        const refusal = options.toRefusal(error)
        next(Object.assign(new Error(refusal.message), { data: { code: refusal.code } }))
      }
    })
    this.#io.on('connection', (socket) => this.#serve(socket))
  }

  /** Tells a room, if anybody is in it. */
  send(room: Room, event: LiveEvent): void {
    this.#io.to(room).emit('event', { room, event })
  }

  isHeard(room: string): boolean {
    return this.#io.of('/').adapter.rooms.has(room)
  }

  /** New events of a deploy, stored already. */
  deployEvents(deploy: string, events: DeployEvent[]): void {
    for (const replay of this.#replays.get(deploy) ?? []) replay.take(events)
  }

  /** Whoever came with this session or token hears nothing more: it was signed out, or revoked. */
  endSecret(hash: string): void {
    this.#io.in(`secret ${hash}`).disconnectSockets(true)
  }

  /** Whoever may do less now, or nothing, connects anew and is asked again. */
  endUser(userId: string): void {
    this.#io.in(`user ${userId}`).disconnectSockets(true)
  }

  close(): Promise<void> {
    return this.#io.close()
  }

  #serve(socket: OneSocket): void {
    const replays = new Map<string, Replay>()
    const follows = new Map<string, AbortController>()
    const answer: Answering = (name, ack, act) => this.#answer(socket, name, ack, act)
    serveTerminals(socket, answer, this.#options)

    socket.on('subscribe', (raw, ack) =>
      answer('subscribe', ack, async () => {
        const { room, after } = liveRequests.subscribe.request.parse(raw)
        if (!allows(socket.data.caller, needsOfRoom(room))) throw new Refusal('not-allowed')
        const [kind, name = ''] = room.split(':')
        if (kind === 'project') ProjectName.parse(name)
        await socket.join(room)
        this.#options.entered(room)
        if (kind !== 'deploy') return
        const id = DeployId.parse(name)
        this.#drop(replays.get(room))
        const replay = new Replay(name, after, (events) =>
          socket.emit('event', { room, event: { kind: 'deploy-events', id, events } }),
        )
        replays.set(room, replay)
        this.#replays.set(name, (this.#replays.get(name) ?? new Set()).add(replay))
        await replay.catchUp((from) => this.#options.readEvents(name, from))
      }),
    )
    socket.on('unsubscribe', (raw, ack) =>
      answer('unsubscribe', ack, async () => {
        const { room } = liveRequests.unsubscribe.request.parse(raw)
        await socket.leave(room)
        this.#drop(replays.get(room))
        replays.delete(room)
      }),
    )
    socket.on('follow', (raw, ack) =>
      answer('follow', ack, async () => {
        const { follow, ...request } = liveRequests.follow.request.parse(raw)
        follows.get(follow)?.abort()
        if (follows.size >= followLimit)
          throw new Refusal('too-many-attempts', { detail: 'Too many logs are open.' })
        const stop = new AbortController()
        follows.set(follow, stop)
        const send = (lines: Parameters<ServerToClient['log-lines']>[0]['lines']) =>
          socket.emit('log-lines', { follow, lines })
        this.#options
          .follow(request, stop.signal, send)
          .then(
            () => 'ended',
            (error) => this.#options.toRefusal(error).message,
          )
          .then((reason) => {
            if (follows.get(follow) === stop) follows.delete(follow)
            socket.emit('log-end', { follow, reason })
          })
      }),
    )
    socket.on('unfollow', (raw, ack) =>
      answer('unfollow', ack, async () => {
        const { follow } = liveRequests.unfollow.request.parse(raw)
        follows.get(follow)?.abort()
        follows.delete(follow)
      }),
    )
    socket.on('disconnect', () => {
      for (const stop of follows.values()) stop.abort()
      for (const replay of replays.values()) this.#drop(replay)
    })
  }

  /** The one way in for socket requests: asks the table, answers, and never throws. */
  async #answer(
    socket: OneSocket,
    name: keyof typeof liveRequests,
    ack: unknown,
    act: () => Promise<void>,
  ): Promise<void> {
    let answer: Ack = { ok: true }
    try {
      if (!allows(socket.data.caller, liveRequests[name].needs)) throw new Refusal('not-allowed')
      await act()
    } catch (error) {
      const { code, message } = isZodError(error)
        ? new Refusal('invalid-input')
        : this.#options.toRefusal(error)
      answer = { ok: false, code, title: message }
    }
    if (typeof ack === 'function') ack(answer)
  }

  #drop(replay: Replay | undefined): void {
    if (!replay) return
    const all = this.#replays.get(replay.deploy)
    all?.delete(replay)
    if (all?.size === 0) this.#replays.delete(replay.deploy)
  }
}

const isZodError = (error: unknown) => error instanceof Error && error.name === 'ZodError'
