// What travels between page and server.

export type User = { id: number; name: string /** Address of the photo. */; photo: string | null }

/**
 * A message, or that somebody joined or left. Every change of a room, whether a new message, an edit or a deletion,
 * takes the next number of the room's one counter: `number` is the place of the message, `change` that of the last
 * change to it. Who has heard of every change up to n knows all there is up to n.
 */
export type Message = {
  room: number
  number: number
  change: number
  kind: 'text' | 'joined' | 'left'
  from: number
  /** The sender's own id of it, by which a message sent twice is kept once. */
  id: string | null
  text: string
  at: string
  edited: boolean
  deleted: boolean
}

export type Room = {
  id: number
  kind: 'room' | 'direct'
  name: string
  /** The room's counter. */
  last: number
  unread: number
  /** Each member's id and the number up to which they have read. */
  read: Record<number, number>
}

export type RoomEntry = { id: number; name: string; members: number; joined: boolean }

export type BrokerKind = 'redis' | 'rabbitmq' | 'nats'
export type BrokerState =
  | { kind: null; state: 'alone' }
  /** Replicas that should know of each other and do not. */
  | { kind: null; state: 'missing'; reason: string }
  | { kind: BrokerKind; state: 'there' }
  | { kind: BrokerKind; state: 'away'; reason: string }

/** What serves the page, and how it is. */
export type Service = {
  name: string
  replica: string
  replicas: number
  database: 'there' | 'away'
  broker: BrokerState
}

export type Welcome = { me: User; users: User[]; online: number[]; rooms: Room[]; service: Service }

/** Why not. `retryAfter` is in milliseconds, and given where the same may succeed later. */
export type Refusal = {
  ok: false
  code:
    | 'invalid'
    | 'empty'
    | 'too-long'
    | 'control-character'
    | 'no-room'
    | 'not-yours'
    | 'taken'
    | 'slow-down'
    | 'away'
  field: string
  reason: string
  retryAfter?: number
}
export type Answer<T = object> = ({ ok: true } & T) | Refusal
type Ask<Request, Result = object> = (request: Request, answer: (answer: Answer<Result>) => void) => void

export type ToServer = {
  send: Ask<{ room: number; id: string; text: string }, { message: Message }>
  edit: Ask<{ room: number; number: number; text: string }, { message: Message }>
  erase: Ask<{ room: number; number: number }, { message: Message }>
  /** Changes after a number, oldest first; `upTo` is what is then known. */
  changes: Ask<{ room: number; after: number }, { messages: Message[]; upTo: number; more: boolean }>
  /** Messages before a number (the latest when null), oldest first. */
  history: Ask<{ room: number; before: number | null }, { messages: Message[]; more: boolean }>
  read: Ask<{ room: number; number: number }, { unread: number }>
  typing: Ask<{ room: number }>
  directory: Ask<Record<never, never>, { rooms: RoomEntry[] }>
  make: Ask<{ name: string }, { room: number }>
  join: Ask<{ room: number }, { room: number }>
  leave: Ask<{ room: number }>
  direct: Ask<{ user: number }, { room: number }>
}

export type ToPage = {
  welcome: (welcome: Welcome) => void
  /** New or changed, of one room. */
  messages: (messages: Message[]) => void
  /** Where the counter of a room stands, for who missed something. */
  head: (head: { room: number; last: number }) => void
  /** All rooms of this user, after one came or went. */
  rooms: (rooms: Room[]) => void
  user: (user: User) => void
  online: (users: number[]) => void
  typing: (typing: { room: number; user: number }) => void
  read: (read: { room: number; user: number; number: number }) => void
  /** What is unread for this user, who read elsewhere. */
  unread: (unread: { room: number; unread: number }) => void
  service: (service: Service) => void
  /** This replica ends: connect again, to another. */
  moving: () => void
}
