import type { Dictionary } from '../letters/dictionary.ts'
import { drawLetters, fold, type Language } from '../letters/piles.ts'
import { drawBoard } from '../numbers/board.ts'
import { solve } from '../numbers/solve.ts'
import { type Random, shuffle } from '../seeded.ts'
import type { Best, Puzzle, RoundKind } from './match.ts'

/** What the player asked for: vowels among nine letters (3 to 5), or large tiles among six (0 to 4). */
export type Wish = { vowels: number; large: number }

/** A puzzle of this kind, and the best that can be made of it. */
export function deal(
  kind: RoundKind,
  wish: Wish,
  language: Language,
  words: Dictionary,
  random: Random,
): { puzzle: Puzzle; best: Best } {
  if (kind === 'numbers') {
    const { tiles, target } = drawBoard(wish.large, random)
    const { value, steps } = solve({ tiles, target })
    return { puzzle: { kind, tiles: [...tiles], target }, best: { value, steps } }
  }
  if (kind === 'letters') {
    const letters = drawLetters(language, wish.vowels, random)
    return { puzzle: { kind, letters }, best: { words: words.longest(letters) } }
  }
  const word = words.conundrum(random())
  let letters = shuffle([...fold(word)], random)
  while (letters.join('') === fold(word)) letters = shuffle(letters, random)
  return { puzzle: { kind, letters, word }, best: { words: [word] } }
}
