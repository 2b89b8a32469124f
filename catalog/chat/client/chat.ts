import { typingMs } from '../protocol/limits.ts'
import type { Message, Room, ToServer } from '../protocol/views.ts'
import { type Asks, asksOver, type Line, type Reply, type Request, retryMs } from './asks.ts'
import { catchUp, prepend, take } from './feed.ts'
import { newRoom, type RoomState, type State } from './state.ts'

/** How long a change may be early before what is in front of it is asked for. */
const patienceMs = 250
/** Between two notices that somebody types. */
const noticeMs = 1500

/**
 * One person's chat over a connection that may break at any moment. `state` is changed in place, so a page gives a
 * reactive object. Each room's messages go in exactly once and in order; each message that is written reaches the
 * database exactly once, in the order of writing: the next is sent when the one before is answered.
 */
export class Chat {
  readonly state: State
  readonly #line: Line
  readonly #asks: Asks
  /** Called for every message that goes in, new or changed. */
  readonly #onMessage: (message: Message) => void
  readonly #catching = new Map<number, Promise<void>>()
  readonly #sending = new Set<number>()
  readonly #timers = new Set<NodeJS.Timeout | number>()
  readonly #noticed = new Map<number, number>()
  #closed = false

  constructor(line: Line, state: State, onMessage: (message: Message) => void = () => {}) {
    this.#line = line
    this.#asks = asksOver(line)
    this.state = state
    this.#onMessage = onMessage
    this.#listen()
  }

  /** Writes a message; it is sent now, or when the connection is back. */
  write(room: number, text: string): void {
    this.state.rooms[room]?.outbox.push({ id: newId(), text, refused: null })
    void this.#send(room)
  }

  /** Sends what was refused once more, or takes it away. */
  again(room: number, id: string): void {
    const draft = this.state.rooms[room]?.outbox.find((draft) => draft.id === id)
    if (draft) draft.refused = null
    void this.#send(room)
  }
  discard(room: number, id: string): void {
    const found = this.state.rooms[room]
    if (found) found.outbox = found.outbox.filter((draft) => draft.id !== id)
    void this.#send(room)
  }

  /** Loads the page of history before what is here. */
  async older(room: number): Promise<void> {
    const found = this.state.rooms[room]
    if (!found || found.older === false) return
    const before = found.older === null ? null : (found.feed.messages[0]?.number ?? null)
    const answer = await this.ask('history', { room, before })
    if (!answer.ok) return
    prepend(found.feed, answer.messages)
    found.older = answer.more
  }

  /** All that is in the room has been read. */
  async seen(room: number): Promise<void> {
    const found = this.state.rooms[room]
    const me = this.state.me?.id
    if (!found || me === undefined || (found.unread === 0 && (found.read[me] ?? 0) >= found.feed.last)) return
    const number = found.feed.last
    found.read[me] = number
    found.unread = 0
    await this.ask('read', { room, number })
  }

  /** A key was pressed in the room. */
  typing(room: number): void {
    const now = Date.now()
    if (!this.#line.connected || now - (this.#noticed.get(room) ?? 0) < noticeMs) return
    this.#noticed.set(room, now)
    void this.ask('typing', { room })
  }

  /** Waits a while for a connection; a broken one is an answer too: `away`. */
  ask<Name extends keyof ToServer>(name: Name, request: Request<Name>): Promise<Reply<Name>> {
    return this.#asks[name](request)
  }

  close(): void {
    this.#closed = true
    for (const timer of this.#timers) clearTimeout(timer)
    this.#line.disconnect()
  }

  #listen(): void {
    const { state } = this
    const line = this.#line
    line.on('welcome', ({ me, users, online, rooms, service }) => {
      Object.assign(state, { link: 'live', me, online, service })
      state.users = Object.fromEntries(users.map((user) => [user.id, user]))
      this.#setRooms(rooms)
      for (const { id } of rooms) void this.#send(id)
    })
    line.on('rooms', (rooms) => this.#setRooms(rooms))
    line.on('messages', (messages) => {
      for (const message of messages) this.#hear(message)
    })
    line.on('head', ({ room, last }) => this.#expect(room, last))
    line.on('user', (user) => {
      state.users[user.id] = user
      if (user.id === state.me?.id) state.me = user
    })
    line.on('online', (online) => {
      state.online = online
    })
    line.on('typing', ({ room, user }) => this.#types(room, user))
    line.on('read', ({ room, user, number }) => {
      const found = state.rooms[room]
      if (found) found.read[user] = Math.max(found.read[user] ?? 0, number)
    })
    line.on('unread', ({ room, unread }) => {
      const found = state.rooms[room]
      if (found) found.unread = unread
    })
    line.on('service', (service) => {
      state.service = service
    })
    // Not all at the same moment: the other replicas have work of their own.
    line.on('moving', () => this.#after(Math.random() * retryMs, () => line.disconnect().connect()))
    line.on('disconnect', (reason) => {
      if (this.#closed || reason === 'io client disconnect') return
      state.link = 'lost'
      // Ended by the replica: signed out, which the next attempt tells.
      if (reason === 'io server disconnect') this.#after(retryMs, () => line.connect())
    })
    line.on('connect_error', ({ message }) => {
      if (message === 'no-session') state.link = 'signed-out'
      else {
        state.link = 'lost'
        // Socket.IO tries again by itself unless the server itself said no.
        if (!line.active) this.#after(retryMs, () => line.connect())
      }
    })
  }

  #setRooms(rooms: Room[]): void {
    const { state } = this
    const ids = new Set(rooms.map(({ id }) => id))
    for (const id of Object.keys(state.rooms).map(Number)) if (!ids.has(id)) delete state.rooms[id]
    for (const room of rooms) {
      const known = state.rooms[room.id]
      if (!known) {
        state.rooms[room.id] = newRoom(room)
        continue
      }
      const { unread, read, name, last } = room
      Object.assign(known, { read, name })
      // What is still to come is counted when it comes.
      if (last <= known.feed.last) known.unread = unread
      this.#expect(room.id, last)
    }
  }

  #hear(message: Message): void {
    const room = this.state.rooms[message.room]
    if (!room) return
    this.#done(room, room.feed.last, take(room.feed, message))
    if (room.feed.ahead.size > 0) this.#expect(message.room, message.change)
  }

  /** Unless the room is there soon, what is missing is asked for. */
  #expect(id: number, last: number): void {
    this.#after(patienceMs, () => {
      const room = this.state.rooms[id]
      if (room && room.feed.last < last) void this.#catchUp(id)
    })
  }

  #catchUp(id: number): Promise<void> {
    const running = this.#catching.get(id) ?? this.#fetchMissed(id).finally(() => this.#catching.delete(id))
    this.#catching.set(id, running)
    return running
  }

  async #fetchMissed(id: number): Promise<void> {
    for (;;) {
      const room = this.state.rooms[id]
      if (!room) return
      const answer = await this.ask('changes', { room: id, after: room.feed.last })
      // Without a connection the next welcome says again where the room stands.
      if (!answer.ok) return
      this.#done(room, room.feed.last, catchUp(room.feed, answer.messages, answer.upTo))
      if (!answer.more) return
    }
  }

  /** @param since what was in before */
  #done(room: RoomState, since: number, messages: Message[]): void {
    const me = this.state.me?.id
    const unread = new Set<number>()
    for (const message of messages) {
      const { from, kind, number, id, deleted } = message
      delete room.typing[from]
      if (from === me) room.outbox = room.outbox.filter((draft) => draft.id !== id)
      else if (kind === 'text' && number > since) deleted ? unread.delete(number) : unread.add(number)
      this.#onMessage(message)
    }
    room.unread += unread.size
  }

  #types(id: number, user: number): void {
    const room = this.state.rooms[id]
    if (!room || user === this.state.me?.id) return
    const until = Date.now() + typingMs
    room.typing[user] = until
    this.#after(typingMs, () => {
      if (room.typing[user] === until) delete room.typing[user]
    })
  }

  async #send(id: number): Promise<void> {
    if (this.#sending.has(id)) return
    this.#sending.add(id)
    try {
      for (;;) {
        const room = this.state.rooms[id]
        const draft = room?.outbox[0]
        if (!room || !draft || draft.refused || this.#closed || !this.#line.connected) return
        const answer = await this.ask('send', { room: id, id: draft.id, text: draft.text })
        if (answer.ok) {
          room.outbox = room.outbox.filter(({ id }) => id !== draft.id)
          this.#hear(answer.message)
        } else if (answer.retryAfter === undefined) draft.refused = answer
        else await new Promise<void>((resolve) => this.#after(answer.retryAfter ?? retryMs, resolve))
      }
    } finally {
      this.#sending.delete(id)
    }
  }

  #after(ms: number, work: () => void): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer)
      if (!this.#closed) work()
    }, ms)
    this.#timers.add(timer)
  }
}

/** A UUID; `crypto.randomUUID` is not there on pages without TLS. */
function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')
  return hex.replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, '$1-$2-$3-$4-$5')
}
