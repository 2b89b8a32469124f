import type { LiveEvent, LogLine, Room } from '@keelson/protocol'
import type { Ref } from 'vue'

/** `closed`: not connected and not about to be; pages then fetch by plain HTTP. */
export type LiveState = 'closed' | 'connecting' | 'open'

export type Watcher = {
  event(event: LiveEvent): void
  /** The room has been entered, at first or again after a break: what was fetched before may be stale. */
  entered?(): void
  /** For `deploy:` rooms: the last sequence number that the page has. */
  after?(): number
}

export type LogQuery = { project: string; environment: string; service?: string; tail?: number }
export type LogFollower = {
  lines(lines: LogLine[]): void
  /** Following begins again from the tail: forget what was shown. */
  restarted(): void
  /** `code` is null when the server said why in `reason`. */
  ended(reason: string): void
}

/** The live connection; a recorded one has the same face. */
export type Live = {
  readonly state: Readonly<Ref<LiveState>>
  open(): void
  close(): void
  /** Hears a room's events until the returned function is called. */
  watch(room: Room, watcher: Watcher): () => void
  /** Follows what containers write until the returned function is called. */
  follow(query: LogQuery, follower: LogFollower): () => void
}
