import { EventEmitter, once } from 'node:events'
import type { Server as HttpServer } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import { Server } from 'socket.io'
import type { Answer, Refusal, Service, ToServer, User } from '../../protocol/views.ts'
import { type Broker, openBroker } from '../broker/broker.ts'
import type { Database } from '../database/database.ts'
import type { Environment } from '../environment.ts'
import type { Presence } from '../presence/presence.ts'
import { Refused } from '../refused.ts'
import type { Messages } from '../rooms/messages.ts'
import type { Rooms } from '../rooms/rooms.ts'
import { read } from '../users/routes.ts'
import type { Session, Sessions } from '../users/sessions.ts'
import type { Users } from '../users/users.ts'
import { type Answers, answers } from './answers.ts'
import { Buckets } from './bucket.ts'
import { type Page, type Pages, roomOf, roomsIn, sessionOf, userOf } from './pages.ts'
import { requests } from './requests.ts'

/** Between two looks at the database, in milliseconds: how long a message that the broker lost is late. */
const tickMs = 2000
/** Who comes back so soon, after a reload or a move to another replica, was not away. */
const returnMs = 2000
const lookMs = 200
/** Longest wait for pages to move before a replica ends; Docker gives ten seconds. */
const drainMs = 4000
/** A message of a megabyte is still refused with words; what is larger ends the connection. */
const bytesLimit = 1_200_000

export type LiveParts = {
  environment: Pick<Environment, 'name' | 'replica' | 'broker' | 'scalable'>
  database: Database
  users: Users
  sessions: Sessions
  rooms: Rooms
  messages: Messages
  presence: Presence
  sessionFrom: (cookies: string) => Promise<Session | undefined>
  onError: (error: unknown) => void
}

/**
 * The open connections of this replica. Whatever it hears from other replicas only makes things quicker: every two
 * seconds it asks the database what rooms, sessions and people are, and tells its pages what they missed.
 */
export class Live {
  readonly #parts: LiveParts
  readonly #io: Pages
  readonly #broker: Broker
  readonly #answers: Answers
  readonly #pages = new Map<number, Set<Page>>()
  readonly #memberships = new Map<number, number>()
  readonly #heads = new Map<number, number>()
  readonly #working = new Set<Promise<void>>()
  readonly #left = new EventEmitter<{ page: [] }>()
  readonly #sends = new Buckets(40, 10)
  readonly #asks = new Buckets(200, 50)
  readonly #stopped = new AbortController()
  readonly #ticking: Promise<void>
  #online: number[] = []
  #replicas = 1
  #shown = ''
  #looking: Promise<void> | undefined
  #draining = false

  constructor(http: HttpServer, parts: LiveParts) {
    this.#parts = parts
    const { environment, rooms, messages } = parts
    this.#io = new Server(http, {
      serveClient: false,
      maxHttpBufferSize: bytesLimit,
      pingInterval: 10_000,
      pingTimeout: 8000,
      allowRequest: ({ headers }, allow) =>
        allow(null, !this.#draining && isOwn(headers.origin, headers.host)),
    })
    this.#broker = openBroker(this.#io, environment.broker, environment.scalable, () => {
      this.#showService()
      // What was said while the broker was away is told now.
      void this.#look().catch(() => {})
    })
    this.#answers = answers(this.#io, rooms, messages, async (users) => {
      this.#io.serverSideEmit('refresh', users)
      await this.#refresh(users)
    })
    this.#io.use((page, next) => void this.#admit(page).then(() => next(), next))
    this.#io.on('connection', (page) => void this.#welcome(page))
    this.#io.on('refresh', (users) => void this.#refresh(users).catch(() => {}))
    this.#io.on('presence', () => void this.#lookSoon())
    this.#ticking = this.#tick()
  }

  get service(): Service {
    const { environment, database } = this.#parts
    return {
      name: environment.name,
      replica: environment.replica,
      replicas: this.#replicas,
      database: database.isThere ? 'there' : 'away',
      broker: this.#broker.state(this.#replicas),
    }
  }

  get connections(): number {
    return this.#io.sockets.sockets.size
  }

  /** Their pages are disconnected, wherever they are. */
  signedOut(sessions: string[]): void {
    this.#io.in(sessions.map(sessionOf)).disconnectSockets(true)
  }

  /** Somebody is new, or looks different. */
  userChanged(user: User): void {
    this.#io.emit('user', user)
    for (const page of this.#pages.get(user.id) ?? []) page.data.user = user
  }

  /** Sends the pages to other replicas, finishes what is being done, and ends. */
  async close(): Promise<void> {
    this.#draining = true
    this.#io.local.emit('moving')
    const timeout = AbortSignal.timeout(drainMs)
    while (this.connections > 0 && !timeout.aborted)
      await once(this.#left, 'page', { signal: timeout }).catch(() => {})
    await Promise.all(this.#working)
    this.#stopped.abort()
    await this.#ticking
    await this.#parts.presence.end().catch(() => {})
    this.#io.disconnectSockets(true)
    this.#io.engine.close()
    await this.#broker.close()
  }

  async #admit(page: Page): Promise<void> {
    const session = await this.#parts.sessionFrom(page.handshake.headers.cookie ?? '')
    if (!session) throw new Error('no-session')
    Object.assign(page.data, session)
  }

  async #welcome(page: Page): Promise<void> {
    const { user, id } = page.data
    this.#listen(page)
    const mine = this.#pages.get(user.id) ?? new Set()
    this.#pages.set(user.id, mine.add(page))
    page.once('disconnect', () => void this.#goodbye(page))
    try {
      await page.join([userOf(user.id), sessionOf(id)])
      if (mine.size === 1) await this.#parts.presence.come([user.id])
      const users = await this.#parts.users.all()
      // First on the line, then told what there is: nothing is said in between unheard.
      await this.#refresh([user.id])
      const rooms = await this.#parts.rooms.of(user.id)
      // What the others were told stays as it is: the next look tells them who came.
      const online = [...new Set([...this.#online, user.id])]
      page.emit('welcome', { me: user, users, online, rooms, service: this.service })
      this.#somebodyMoved()
    } catch {
      // The database is away: the page comes again.
      page.conn.close()
    }
  }

  async #goodbye(page: Page): Promise<void> {
    const user = page.data.user.id
    const mine = this.#pages.get(user)
    mine?.delete(page)
    this.#left.emit('page')
    if (mine?.size !== 0) return
    await pause(returnMs, undefined, { signal: this.#stopped.signal }).catch(() => {})
    if (this.#draining || mine.size > 0 || this.#pages.get(user) !== mine) return
    this.#pages.delete(user)
    this.#memberships.delete(user)
    await this.#parts.presence.go(user).catch(() => {})
    this.#somebodyMoved()
  }

  #listen(page: Page): void {
    for (const name of Object.keys(requests) as (keyof ToServer)[]) {
      page.on(name, (request: unknown, answer: unknown) => {
        const work = this.#answer(page, name, request).then((result) => {
          if (typeof answer === 'function') answer(result)
        })
        this.#working.add(work)
        void work.finally(() => this.#working.delete(work))
      })
    }
  }

  async #answer<Name extends keyof ToServer>(page: Page, name: Name, request: unknown): Promise<Answer> {
    try {
      const user = page.data.user.id
      const wait = (name === 'send' ? this.#sends : this.#asks).take(user, Date.now())
      if (wait > 0) throw new Refused('slow-down', 'user', 'Too many at once.', { retryAfter: wait })
      return { ok: true, ...(await this.#answers[name](page, read(requests[name], request))) }
    } catch (error) {
      if (error instanceof Refused) return error.toJSON()
      this.#parts.onError(error)
      return broken
    }
  }

  /** The pages of these users on this replica are in exactly the rooms that the database says. */
  async #refresh(users: number[]): Promise<void> {
    const here = users.filter((user) => this.#pages.has(user))
    if (here.length === 0) return
    for (const { user, memberships } of await this.#parts.rooms.memberships(here)) {
      const known = this.#memberships.get(user)
      const rooms = await this.#parts.rooms.of(user)
      const wanted = new Set(rooms.map(({ id }) => roomOf(id)))
      for (const page of this.#pages.get(user) ?? []) {
        for (const room of roomsIn(page.rooms)) if (!wanted.has(roomOf(room))) page.leave(roomOf(room))
        page.join([...wanted])
        if (known !== undefined) page.emit('rooms', rooms)
      }
      this.#memberships.set(user, memberships)
    }
  }

  async #tick(): Promise<void> {
    const { signal } = this.#stopped
    while (!signal.aborted) {
      await this.#look().catch((error) => {
        if (!(error instanceof Refused)) this.#parts.onError(error)
      })
      this.#showService()
      this.#sends.tidy(Date.now())
      this.#asks.tidy(Date.now())
      await pause(tickMs, undefined, { signal }).catch(() => {})
    }
  }

  /** Asks the database what this replica may have missed. @throws Refused while it is away */
  async #look(): Promise<void> {
    const { presence, sessions, rooms } = this.#parts
    await presence.renew([...this.#pages.keys()])
    await this.#lookAround()

    const open = [...this.#io.sockets.sockets.values()].map((page) => page.data.id)
    for (const over of await sessions.over(open)) this.#io.local.in(sessionOf(over)).disconnectSockets(true)

    const now = await rooms.memberships([...this.#pages.keys()])
    const moved = now.filter(({ user, memberships }) => this.#memberships.get(user) !== memberships)
    await this.#refresh(moved.map(({ user }) => user))

    for (const head of await rooms.heads(roomsIn(this.#io.sockets.adapter.rooms.keys()))) {
      if (this.#heads.get(head.room) !== head.last) this.#io.local.to(roomOf(head.room)).emit('head', head)
      this.#heads.set(head.room, head.last)
    }
  }

  #somebodyMoved(): void {
    this.#io.serverSideEmit('presence')
    void this.#lookSoon()
  }

  /** However many come and go meanwhile, it looks once. */
  #lookSoon(): Promise<void> {
    this.#looking ??= pause(lookMs, undefined, { signal: this.#stopped.signal })
      .then(() => {
        this.#looking = undefined
        return this.#lookAround()
      })
      .catch(() => {
        this.#looking = undefined
      })
    return this.#looking
  }

  /** Who is there, everywhere. */
  async #lookAround(): Promise<void> {
    const { users, replicas } = await this.#parts.presence.everywhere()
    if (users.join() !== this.#online.join()) this.#io.local.emit('online', users)
    this.#online = users
    this.#replicas = replicas
    this.#showService()
  }

  #showService(): void {
    const { service } = this
    const shown = JSON.stringify(service)
    if (shown === this.#shown) return
    this.#shown = shown
    this.#io.local.emit('service', service)
  }
}

const broken: Refusal = {
  ok: false,
  code: 'away',
  field: 'server',
  reason: 'Something went wrong; the log of this replica says what.',
  retryAfter: 2000,
}

/** Sockets are opened by our own pages, and by what is no page at all. */
function isOwn(origin: string | undefined, host: string | undefined): boolean {
  return origin === undefined || (URL.canParse(origin) && new URL(origin).host === host)
}
