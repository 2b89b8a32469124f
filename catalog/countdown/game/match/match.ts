import type { Language } from '../letters/piles.ts'
import type { Operator, Step } from '../numbers/board.ts'
import { award, clockSeconds } from './score.ts'

export type RoundKind = 'letters' | 'numbers' | 'conundrum'
export const roundKinds: readonly RoundKind[] = ['letters', 'numbers', 'conundrum']

/** What is on the table. A conundrum's word is known to the server only, until the round is over. */
export type Puzzle =
  | { kind: 'letters'; letters: string[] }
  | { kind: 'numbers'; tiles: number[]; target: number }
  | { kind: 'conundrum'; letters: string[]; word: string }

export type Answer = { word: string } | { steps: { a: number; op: Operator; b: number }[] }

/** An answer and what it was judged to be; `note` says why it does not count. */
export type Judged = { answer: Answer; at: number; points: number; rank: number; value?: number; note?: Note }
export type Note = 'no-answer' | 'not-a-word' | 'wrong-letters' | 'wrong-steps' | 'too-far' | 'wrong-word'

/** The best that there was: words as long as possible, or the solver's steps. */
export type Best = { words: string[] } | { value: number; steps: Step[] }

export type Round = {
  puzzle: Puzzle
  startedAt: number
  /** By seat. */
  answers: (Judged | null)[]
  best: Best
  /** Points by seat, once the round is over. */
  points: number[] | null
}

/** A game of several rounds for one or two players. A value: the functions below give the next one. */
export type Match = {
  id: string
  language: Language
  plan: RoundKind[]
  seats: number
  /** `owner` is the session that holds the seat; never told to others. */
  players: { owner: string; name: string }[]
  rounds: Round[]
  version: number
}

/** Why a move is refused. */
export type Refused =
  | 'full'
  | 'not-yours'
  | 'not-all-here'
  | 'not-your-turn'
  | 'round-running'
  | 'no-round'
  | 'too-late'
  | 'over'
export type Moved = { ok: true; match: Match } | { ok: false; refused: Refused }

/** Milliseconds after the clock's end in which an answer still counts: it has a way to travel. */
const travel = 1500

export function join(match: Match, owner: string, name: string): Moved {
  if (seatOf(match, owner) >= 0) return { ok: true, match }
  if (match.players.length >= match.seats) return { ok: false, refused: 'full' }
  return next(match, { players: [...match.players, { owner, name }] })
}

/** Puts the next puzzle on the table and starts the clock. */
export function start(match: Match, owner: string, puzzle: Puzzle, best: Best, now: number): Moved {
  if (seatOf(match, owner) < 0) return { ok: false, refused: 'not-yours' }
  if (match.players.length < match.seats) return { ok: false, refused: 'not-all-here' }
  const last = match.rounds.at(-1)
  if (last && last.points === null) return { ok: false, refused: 'round-running' }
  if (match.rounds.length >= match.plan.length) return { ok: false, refused: 'over' }
  if (seatOf(match, owner) !== chooser(match)) return { ok: false, refused: 'not-your-turn' }
  const answers = match.players.map(() => null)
  return next(match, { rounds: [...match.rounds, { puzzle, startedAt: now, answers, best, points: null }] })
}

/** One answer a player and round; the last ends the round. */
export function answer(match: Match, owner: string, judged: Judged): Moved {
  const seat = seatOf(match, owner)
  const round = match.rounds.at(-1)
  if (seat < 0) return { ok: false, refused: 'not-yours' }
  if (!round) return { ok: false, refused: 'no-round' }
  if (round.points !== null || round.answers[seat] !== null || judged.at > deadline(round))
    return { ok: false, refused: 'too-late' }
  const answers = round.answers.with(seat, judged)
  // The first who solves a conundrum ends it: there is nothing left for the other one.
  const solved = round.puzzle.kind === 'conundrum' && judged.points > 0
  const over = solved || answers.every((given) => given !== null)
  return replaceRound(match, { ...round, answers, points: over ? pointsOf(answers) : null })
}

/** Ends a round whose time is over; the same match otherwise. */
export function settle(match: Match, now: number): Match {
  const round = match.rounds.at(-1)
  if (!round || round.points !== null || now <= deadline(round)) return match
  const settled = replaceRound(match, { ...round, points: pointsOf(round.answers) })
  return settled.ok ? settled.match : match
}

export function seatOf(match: Match, owner: string): number {
  return match.players.findIndex((player) => player.owner === owner)
}

/** Who chooses the next draw: players take turns. */
export function chooser(match: Match): number {
  return match.rounds.length % match.seats
}

/** When the last answer counts, in milliseconds since 1970. */
export function deadline(round: Pick<Round, 'startedAt'>): number {
  return round.startedAt + clockSeconds * 1000 + travel
}

function pointsOf(answers: readonly (Judged | null)[]): number[] {
  return award(answers.map((given) => ({ points: given?.points ?? 0, rank: given?.rank ?? Infinity })))
}

function replaceRound(match: Match, round: Round): Moved {
  return next(match, { rounds: [...match.rounds.slice(0, -1), round] })
}

function next(match: Match, change: Partial<Match>): Moved {
  return { ok: true, match: { ...match, ...change, version: match.version + 1 } }
}
