import type { Language } from '../letters/piles.ts'
import { type Answer, type Best, chooser, type Match, type Note, type RoundKind, seatOf } from './match.ts'
import { clockSeconds } from './score.ts'

/** What one player may see of a match. */
export type MatchView = {
  id: string
  version: number
  language: Language
  plan: RoundKind[]
  seats: number
  players: { name: string; score: number }[]
  /** The seat of who looks, or -1. */
  you: number
  /** The seat that chooses the next draw. */
  chooser: number
  round: RoundView | null
  over: boolean
}

export type RoundView = {
  number: number
  kind: RoundKind
  letters: string[]
  tiles: number[]
  target: number
  /** Milliseconds left on the clock when this was made; a clock of one's own counts on from there. */
  left: number
  answered: boolean[]
  /** Only once the round is over. */
  outcome: {
    best: Best
    players: { answer: Answer | null; value: number | null; note: Note | null; points: number }[]
  } | null
}

export function viewOf(match: Match, owner: string, now: number): MatchView {
  const played = match.rounds.filter((round) => round.points !== null)
  return {
    id: match.id,
    version: match.version,
    language: match.language,
    plan: match.plan,
    seats: match.seats,
    players: match.players.map(({ name }, seat) => ({
      name,
      score: played.reduce((sum, round) => sum + (round.points?.[seat] ?? 0), 0),
    })),
    you: seatOf(match, owner),
    chooser: chooser(match),
    round: roundView(match, now),
    over: played.length === match.plan.length,
  }
}

function roundView(match: Match, now: number): RoundView | null {
  const round = match.rounds.at(-1)
  if (!round) return null
  const { puzzle, points } = round
  return {
    number: match.rounds.length,
    kind: puzzle.kind,
    letters: puzzle.kind === 'numbers' ? [] : puzzle.letters,
    tiles: puzzle.kind === 'numbers' ? puzzle.tiles : [],
    target: puzzle.kind === 'numbers' ? puzzle.target : 0,
    left: points ? 0 : Math.max(0, round.startedAt + clockSeconds * 1000 - now),
    answered: round.answers.map((given) => given !== null),
    outcome: points && {
      best: round.best,
      players: round.answers.map((given, seat) => ({
        answer: given?.answer ?? null,
        value: given?.value ?? null,
        note: given?.note ?? (given === null ? 'no-answer' : null),
        points: points[seat] ?? 0,
      })),
    },
  }
}
