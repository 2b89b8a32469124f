import type { LiveEvent, LogLine, OpenTerminal, Room, TerminalEnd } from '@keelson/protocol'
import type { Ref } from 'vue'
import type { z } from 'zod'

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

export type TerminalQuery = Omit<z.input<typeof OpenTerminal>, 'terminal'>
export type TerminalScreen = {
  opened(): void
  /** Shows bytes, and calls back when they are drawn. */
  show(data: Uint8Array, drawn: () => void): void
  /** `disconnected`: the connection broke, and the shell ended with it. `refused`: the server said why in `text`. */
  ended(
    reason: TerminalEnd | 'disconnected' | 'refused',
    about: { exitCode?: number | null; text?: string },
  ): void
}
export type TerminalLine = {
  type(text: string): void
  resize(columns: number, rows: number): void
  close(): void
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
  /** Opens a shell in a replica; it ends when it is closed, or the connection breaks. */
  openTerminal(query: TerminalQuery, screen: TerminalScreen): TerminalLine
}
