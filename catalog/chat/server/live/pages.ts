import type { Server, Socket } from 'socket.io'
import type { ToPage, ToServer } from '../../protocol/views.ts'
import type { Session } from '../users/sessions.ts'

/** What replicas tell each other besides what goes to pages. */
export type Between = {
  /** These users' rooms are others than before. */
  refresh: (users: number[]) => void
  /** Somebody came or went. */
  presence: () => void
}

export type Pages = Server<ToServer, ToPage, Between, Session>
export type Page = Socket<ToServer, ToPage, Between, Session>

/** The Socket.IO rooms of a room, a user, and a session. */
export const roomOf = (room: number) => `room:${room}`
export const userOf = (user: number) => `user:${user}`
export const sessionOf = (session: string) => `session:${session}`

/** The rooms among those. */
export function roomsIn(names: Iterable<string>): number[] {
  return [...names]
    .filter((name) => name.startsWith('room:'))
    .map((name) => Number(name.slice('room:'.length)))
}
