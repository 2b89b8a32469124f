import { type ClientToServer, LogRequest, type Room, type ServerToClient } from '@keelson/protocol'
import { io, type Socket } from 'socket.io-client'
import { readonly, ref } from 'vue'
import type { Live, LiveState, LogFollower, LogQuery, Watcher } from './live.ts'
import { socketTerminals } from './terminals.ts'

/** A laptop that slept longer than this has a dead socket that does not know it yet. */
const sleepMs = 20_000

/** After a refusal: the session may be a new one by then. */
const refusedMs = 5_000

/**
 * The live connection over Socket.IO. Rooms and followed logs are taken up again after every break. `address`: the
 * page's own server when absent. `wakes` calls back when a sleeping machine or a lost network comes back.
 */
export function socketLive(address?: string, wakes: (wake: () => void) => void = onWake): Live {
  const socket: Socket<ServerToClient, ClientToServer> = io(address ?? '', {
    path: '/api/v1/live',
    autoConnect: false,
    transports: ['websocket', 'polling'],
    reconnectionDelay: 500,
    reconnectionDelayMax: 5_000,
  })
  const state = ref<LiveState>('closed')
  const rooms = new Map<Room, Set<Watcher>>()
  const follows = new Map<string, { query: LogQuery; follower: LogFollower }>()
  let wanted = false
  let lastFollow = 0

  const enter = (room: Room) => {
    const watchers = [...(rooms.get(room) ?? [])]
    const after = Math.min(...watchers.map((watcher) => watcher.after?.() ?? 0))
    socket.emit('subscribe', { room, ...(after > 0 && Number.isFinite(after) ? { after } : {}) }, (ack) => {
      if (ack.ok) for (const watcher of watchers) watcher.entered?.()
    })
  }
  const startFollow = (follow: string) => {
    const entry = follows.get(follow)
    if (!entry) return
    entry.follower.restarted()
    socket.emit('follow', { ...LogRequest.parse(entry.query), follow }, (ack) => {
      if (!ack.ok) entry.follower.ended(ack.title)
    })
  }

  socket.on('connect', () => {
    state.value = 'open'
    for (const room of rooms.keys()) enter(room)
    for (const follow of follows.keys()) startFollow(follow)
  })
  socket.on('disconnect', (reason) => {
    const asked = reason === 'io client disconnect'
    state.value = asked ? 'closed' : 'connecting'
    if (reason === 'io server disconnect') socket.connect()
  })
  socket.on('connect_error', () => {
    // Meanwhile pages use HTTP. Socket.IO tries again by itself unless the server refused.
    state.value = 'closed'
    if (!socket.active) setTimeout(() => wanted && socket.connect(), refusedMs)
  })
  socket.on('event', ({ room, event }) => {
    for (const watcher of rooms.get(room) ?? []) watcher.event(event)
  })
  socket.on('log-lines', ({ follow, lines }) => follows.get(follow)?.follower.lines(lines))
  socket.on('log-end', ({ follow, reason }) => follows.get(follow)?.follower.ended(reason))

  wakes(() => {
    if (wanted) socket.disconnect().connect()
  })

  return {
    openTerminal: socketTerminals(socket),
    state: readonly(state),
    open() {
      wanted = true
      if (socket.connected || state.value === 'connecting') return
      state.value = 'connecting'
      socket.connect()
    },
    close() {
      wanted = false
      socket.disconnect()
      state.value = 'closed'
    },
    watch(room, watcher) {
      const watchers = rooms.get(room) ?? new Set()
      rooms.set(room, watchers.add(watcher))
      if (socket.connected) enter(room)
      return () => {
        watchers.delete(watcher)
        if (watchers.size > 0) return
        rooms.delete(room)
        if (socket.connected) socket.emit('unsubscribe', { room })
      }
    },
    follow(query, follower) {
      lastFollow += 1
      const follow = `f${lastFollow}`
      follows.set(follow, { query, follower })
      if (socket.connected) startFollow(follow)
      return () => {
        follows.delete(follow)
        if (socket.connected) socket.emit('unfollow', { follow })
      }
    },
  }
}

/** Calls back when the machine slept (the clock jumped) or the network came back. */
function onWake(wake: () => void): void {
  let last = Date.now()
  setInterval(() => {
    const now = Date.now()
    if (now - last > sleepMs) wake()
    last = now
  }, 5_000)
  addEventListener('online', wake)
}
