import type { Gaps } from './sequence.ts'

/** What the load saw, as it was. Times are milliseconds since the load began. */
export type Seen = {
  /** When the load began, in milliseconds since 1970. */
  began: number
  rows: Map<string, SeenRow>
  failures: Failure[]
  closings: Closing[]
  killings: Killing[]
  /** Replica → when the last request was sent that it answered: from then on it got no new ones. */
  lastServed: Map<string, number>
}

/** Things count under the row that was on when a request was due or a message came. */
export type SeenRow = {
  seconds: number
  /** Sent. */
  requests: number
  /** Due, and not sent before the load ended. */
  unsent: number
  /** From when each request was due, not from when it was sent, to the end of its answer. */
  latencies: number[]
  /** Most that the load itself was behind its schedule. */
  behindMs: number
  /** Answers by version. */
  versions: { [version: string]: number }
  messages: number
}

/** A request that was not answered as it must be, or a socket that could not be opened. */
export type Failure = {
  row: string
  sent: number
  at: number
  kind: 'request' | 'socket'
  /** Ours, of the connection; absent when there was none. */
  port?: number | undefined
  why: string
}

/** The end of a socket. `orderly`: the other side said before how much it got and sent. */
export type Closing = {
  row: string
  at: number
  replica: string
  orderly: boolean
  /** We were the ones who ended it, at the end of the load. */
  ours: boolean
  why: string
  gaps: Gaps
}

/** A replica that was ended without warning, between these two times. */
export type Killing = { replica: string; from: number; to: number }

/** Where the parts of the load write down what they see. */
export class Recorder {
  readonly seen: Seen = {
    began: Date.now(),
    rows: new Map(),
    failures: [],
    closings: [],
    killings: [],
    lastServed: new Map(),
  }
  readonly #start = performance.now()
  /** Rows, and from when on each was the one; newest last. */
  readonly #turns: { row: string; from: number }[] = []

  constructor(row: string) {
    this.enter(row)
  }

  now(): number {
    return performance.now() - this.#start
  }

  get row(): string {
    return this.#turns.at(-1)?.row ?? ''
  }

  /** The row that was on at a moment. */
  rowAt(moment: number): string {
    return this.#turns.findLast(({ from }) => from <= moment)?.row ?? this.row
  }

  /** From now on things count under this row, again if it was on before. */
  enter(row: string): void {
    const from = this.now()
    const before = this.#turns.at(-1)
    if (before) this.of(before.row).seconds += (from - before.from) / 1000
    this.#turns.push({ row, from })
    const empty = {
      seconds: 0,
      requests: 0,
      unsent: 0,
      latencies: [],
      behindMs: 0,
      versions: {},
      messages: 0,
    }
    if (!this.seen.rows.has(row)) this.seen.rows.set(row, empty)
  }

  of(row: string): SeenRow {
    const found = this.seen.rows.get(row)
    if (!found) throw new Error(`There is no row "${row}".`)
    return found
  }

  served(replica: string, sent: number): void {
    this.seen.lastServed.set(replica, Math.max(sent, this.seen.lastServed.get(replica) ?? 0))
  }
}
