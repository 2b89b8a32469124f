import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { eventually } from '@keelson/catalog-testing'
import { io, type Socket } from 'socket.io-client'

/** Somebody who is connected, in one room. */
export type Member = { socket: Socket; room: number }

export type Measured = { perSecond: number; p50: number; p99: number; lost: number; duplicated: number }

/** @param cookies one for each member; the bare server takes none */
export async function connect(addresses: string[], rooms: number[], cookies: string[]): Promise<Member[]> {
  const members = cookies.map((cookie, index) => {
    const room = rooms[index % rooms.length] ?? 0
    const socket = io(addresses[Math.floor(index / rooms.length) % addresses.length] ?? '', {
      ...{ transports: ['websocket'], forceNew: true, auth: { room }, extraHeaders: { cookie } },
    })
    return { socket, room }
  })
  await eventually('all are connected', () => members.every(({ socket }) => socket.connected), {
    seconds: 30,
  })
  return members
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
  const seen = new Set<string>()
  let [heard, last] = [0, 0]
  const listeners = members.map(({ socket }, index) => {
    const hear = ({ text, id }: { text: string; id: string }) => {
      last = performance.now()
      heard++
      seen.add(`${index} ${id}`)
      waits.push(last - Number(text.split(' ')[1]))
    }
    socket.on('message', hear)
    return () => socket.off('message', hear)
  })
  const start = performance.now()
  await Promise.all(
    members.map(async ({ socket, room }, index) => {
      if (gapMs > 0) await pause((gapMs * index) / members.length)
      for (let turn = 0; turn < each; turn++) {
        const message = { room, id: randomUUID(), text: `at ${performance.now()}` }
        await send(socket, message)
        if (gapMs > 0) await pause(gapMs)
      }
    }),
  )
  await eventually('all is heard', () => heard >= expected, { seconds: 5, every: 20 }).catch(() => {})
  for (const stop of listeners) stop()
  waits.sort((a, b) => a - b)
  const at = (percent: number) => waits[Math.ceil((percent / 100) * waits.length) - 1] ?? Number.NaN
  return {
    perSecond: seen.size / ((last - start) / 1000),
    p50: at(50),
    p99: at(99),
    lost: expected - seen.size,
    duplicated: heard - seen.size,
  }
}

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
