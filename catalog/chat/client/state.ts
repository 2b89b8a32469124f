import type { Refusal, Room, RoomEntry, Service, User } from '../protocol/views.ts'
import { type Feed, newFeed } from './feed.ts'

/** Written, and not yet known to be in the database. */
export type Draft = { id: string; text: string; refused: Refusal | null }

export type RoomState = Room & {
  feed: Feed
  /** Whether there are messages before the first one that is here; null before anybody asked. */
  older: boolean | null
  outbox: Draft[]
  /** Who types, and when that ends unless they go on, in milliseconds since 1970. */
  typing: Record<number, number>
}

export type State = {
  link: 'connecting' | 'live' | 'lost' | 'signed-out'
  me: User | null
  users: Record<number, User>
  online: number[]
  rooms: Record<number, RoomState>
  directory: RoomEntry[]
  service: Service | null
}

export const newState = (): State => ({
  link: 'connecting',
  me: null,
  users: {},
  online: [],
  rooms: {},
  directory: [],
  service: null,
})

export const newRoom = (room: Room): RoomState => ({
  ...room,
  feed: newFeed(room.last),
  older: null,
  outbox: [],
  typing: {},
})
