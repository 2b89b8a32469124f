import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { eventually } from '@keelson/catalog-testing'
import { io, type Socket } from 'socket.io-client'
import { catchUp, type Feed, newFeed, take } from '../../catalog/chat/client/feed.ts'
import type { Message, Welcome } from '../../catalog/chat/protocol/views.ts'

/** How long a push may be late before it is asked for, as on a page. */
const patienceMs = 250
/** How long the last message may take. */
const lastSeconds = 20

type Hear = (message: Message, how: 'pushed' | 'replayed') => void

/** Somebody who is connected, in one room. */
export type Member = {
  socket: Socket
  room: number
  hear: Hear
  /** From then on it hears what is said in its room. */
  welcomed: boolean
  /** How often the connection broke. */
  breaks: number
}

export type Measured = {
  perSecond: number
  p50: number
  p99: number
  /** Never heard. */
  lost: number
  /** Pushed more than once. */
  duplicated: number
  /** Heard only because they were asked for, after a connection broke or something was missing. */
  replayed: number
  breaks: number
}

/** @param cookies one for each member; the bare server takes none */
export async function connect(addresses: string[], rooms: number[], cookies: string[]): Promise<Member[]> {
  const members = cookies.map((cookie, index) => {
    const room = rooms[index % rooms.length] ?? 0
    const address = addresses[Math.floor(index / rooms.length) % addresses.length] ?? ''
    return member(address, room, cookie)
  })
  await eventually('all are welcomed', () => members.every(({ welcomed }) => welcomed), {
    seconds: 60,
  })
  return members
}

/** Does what a page does with what was missed, and no more: asks for it. */
function member(address: string, room: number, cookie: string): Member {
  const socket = io(address, {
    ...{ transports: ['websocket'], forceNew: true, auth: { room }, extraHeaders: { cookie } },
  })
  const self: Member = { socket, room, hear: () => {}, welcomed: false, breaks: 0 }
  let feed: Feed | undefined
  socket.on('messages', (messages: Message[]) => {
    for (const message of messages) {
      self.hear(message, 'pushed')
      if (feed) take(feed, message)
    }
  })
  socket.on('disconnect', () => {
    self.breaks++
  })
  // Socket.IO tries again by itself unless the server said no, which one that is overwhelmed does.
  socket.on('connect_error', () => {
    if (!socket.active) setTimeout(() => socket.connect(), 500)
  })
  const expect = async (last: number) => {
    feed ??= newFeed(last)
    if (feed.last >= last) return
    // What is on its way comes first.
    await pause(patienceMs)
    if (feed.last >= last) return
    const answer = await socket.timeout(20_000).emitWithAck('changes', { room, after: feed.last })
    if (answer.ok)
      for (const message of catchUp(feed, answer.messages, answer.upTo)) self.hear(message, 'replayed')
  }
  const expectSoon = (last: number) => void expect(last).catch(() => {})
  socket.on('welcome', ({ rooms }: Welcome) => {
    self.welcomed = true
    expectSoon(rooms.find(({ id }) => id === room)?.last ?? 0)
  })
  socket.on('head', ({ last }: { last: number }) => {
    if (feed) expectSoon(last)
  })
  return self
}

export function disconnect(members: Member[]): void {
  for (const { socket } of members) socket.disconnect()
}

/**
 * Everybody sends so many messages, the next when the one before is answered; `perSecond` counts deliveries.
 * @param gapMs waits so long between two messages of one sender, for latency without a queue
 */
export async function exchange(members: Member[], each: number, gapMs = 0): Promise<Measured> {
  const sizes = new Map<number, number>()
  for (const { room } of members) sizes.set(room, (sizes.get(room) ?? 0) + 1)
  const expected = members.reduce((sum, { room }) => sum + each * (sizes.get(room) ?? 0), 0)
  const waits: number[] = []
  const pushed = new Set<string>()
  const replayed = new Set<string>()
  const breaksBefore = breaksOf(members)
  let [duplicated, last] = [0, 0]
  const heard = () => pushed.union(replayed).size
  for (const [index, member] of members.entries()) {
    member.hear = ({ id, text }, how) => {
      const key = `${index} ${id}`
      if (how === 'replayed') return void replayed.add(key)
      last = performance.now()
      if (pushed.has(key)) duplicated++
      pushed.add(key)
      waits.push(last - Number(text.split(' ')[1]))
    }
  }
  const start = performance.now()
  await Promise.all(
    members.map(async ({ socket, room }, index) => {
      if (gapMs > 0) await pause((gapMs * index) / members.length)
      for (let turn = 0; turn < each; turn++) {
        await send(socket, { room, id: randomUUID(), text: `at ${performance.now()}` })
        if (gapMs > 0) await pause(gapMs)
      }
    }),
  )
  const all = () => pushed.size >= expected || heard() >= expected
  await eventually('all is heard', all, { seconds: lastSeconds, every: 20 }).catch(() => {})
  waits.sort((a, b) => a - b)
  const at = (percent: number) => waits[Math.ceil((percent / 100) * waits.length) - 1] ?? Number.NaN
  return {
    perSecond: pushed.size / ((last - start) / 1000),
    p50: at(50),
    p99: at(99),
    lost: expected - heard(),
    duplicated,
    replayed: heard() - pushed.size,
    breaks: breaksOf(members) - breaksBefore,
  }
}

const breaksOf = (members: Member[]) => members.reduce((sum, { breaks }) => sum + breaks, 0)

/** Again while the server says that it may succeed later, or the connection breaks. @throws when refused for good */
async function send(socket: Socket, message: object): Promise<void> {
  for (;;) {
    const answer = await socket
      .timeout(20_000)
      .emitWithAck('send', message)
      .catch(() => ({ ok: false, retryAfter: 100 }))
    if (answer.ok) return
    if (answer.retryAfter === undefined) throw new Error(`refused: ${JSON.stringify(answer)}`)
    await pause(answer.retryAfter)
  }
}
