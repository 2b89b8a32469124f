import { setTimeout as pause } from 'node:timers/promises'
import type { Option } from '../ballot/options.ts'
import { addUp, type Results } from './results.ts'
import type { CountedVotes } from './store.ts'
import { Tempo } from './tempo.ts'

/** Between two boards it rests so many times as long as the counting took: the database is there for the workers. */
const REST = 4
/** And no less than this, in milliseconds: fifty boards a second look continuous. */
const LEAST_REST_MS = 20

/** The latest results, with the tempo. `there` is false while Postgres is away; the numbers are then the last known. */
export type Board = Results & { tempo: number[]; there: boolean; replica: string }

/**
 * Keeps the board and tells every change.
 * @param tell called with each new board, never twice at the same time.
 */
export function keepBoard(
  options: Option[],
  votes: CountedVotes,
  replica: string,
  tell: (board: Board) => void,
): { board: () => Promise<Board | null>; close: () => void } {
  const tempo = new Tempo()
  let results: Results | null = null
  let reading = false
  let again = false

  votes.on('votes', (count) => {
    tempo.add(count, Date.now())
    void refresh()
  })
  votes.on('state', () => void refresh())
  // The minute moves on also when nobody votes.
  const tick = setInterval(() => {
    if (tempo.last(Date.now()).some((count) => count > 0)) show()
  }, 1000)

  return {
    /** Null as long as nothing is known. */
    board: async () => {
      if (results === null || !votes.isThere) await read()
      return draw()
    },
    close: () => clearInterval(tick),
  }

  function draw(): Board | null {
    return results && { ...results, tempo: tempo.last(Date.now()), there: votes.isThere, replica }
  }

  function show(): void {
    const board = draw()
    if (board) tell(board)
  }

  /** However many votes come while it reads, it reads once more. */
  async function refresh(): Promise<void> {
    again = true
    if (reading) return
    reading = true
    while (again) {
      again = false
      const began = performance.now()
      await read()
      show()
      await pause(Math.max(LEAST_REST_MS, REST * (performance.now() - began)))
    }
    reading = false
  }

  async function read(): Promise<void> {
    const counted = await votes.read().catch(() => null)
    if (counted) results = addUp(options, counted.counts, counted.dead)
  }
}
