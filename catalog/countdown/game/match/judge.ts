import { type Dictionary, isLaidWith } from '../letters/dictionary.ts'
import { fold } from '../letters/piles.ts'
import { checkSteps } from '../numbers/check-steps.ts'
import type { Answer, Judged, Note, Puzzle } from './match.ts'
import { conundrumPoints, lettersPoints, numbersPoints } from './score.ts'

/** Judges an answer by itself; who scores is decided when all are in. `at` is when it came, in milliseconds. */
export function judge(puzzle: Puzzle, answer: Answer, words: Dictionary, at: number): Judged {
  const nothing = (note: Note): Judged => ({ answer, at, points: 0, rank: Infinity, note })

  if (puzzle.kind === 'numbers') {
    if (!('steps' in answer)) return nothing('wrong-steps')
    if (answer.steps.length === 0) return nothing('no-answer')
    const checked = checkSteps(puzzle.tiles, answer.steps)
    if (!checked.ok) return nothing('wrong-steps')
    const away = Math.abs(checked.value - puzzle.target)
    const points = numbersPoints(away)
    const judged = { answer, at, points, rank: away, value: checked.value }
    return points === 0 ? { ...judged, note: 'too-far' } : judged
  }

  if (!('word' in answer) || answer.word === '') return nothing('no-answer')
  if (!isLaidWith(answer.word, puzzle.letters)) return nothing('wrong-letters')
  if (puzzle.kind === 'conundrum') {
    if (fold(answer.word) !== fold(puzzle.word)) return nothing('wrong-word')
    // Of two who know it, the first one wins.
    return { answer: { word: puzzle.word }, at, points: conundrumPoints, rank: at }
  }
  const written = words.find(answer.word)
  if (written === undefined) return nothing('not-a-word')
  const length = [...written].length
  return { answer: { word: written }, at, points: lettersPoints(length), rank: -length }
}
