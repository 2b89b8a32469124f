import { choicesBySize, mostLetters, pack, sortedPlaces } from './packed.ts'
import { fold } from './piles.ts'
import { indexWords, type WordIndex } from './word-index.ts'

const { compare } = new Intl.Collator('es')

/** Words of two to nine letters, found by the letters they are laid with: each look-up is a binary search. */
export class Dictionary {
  readonly #index: WordIndex
  /** Keys of nine letters that make one word only. */
  readonly #conundrums: Uint32Array

  /** @param list a JSON array of plain words, in Latin-1 */
  constructor(list: Uint8Array) {
    this.#index = indexWords(list)
    const conundrums: number[] = []
    for (const at of this.#index.keys.keys()) if (this.#isConundrum(at)) conundrums.push(at)
    this.#conundrums = Uint32Array.from(conundrums)
  }

  static of(words: readonly string[]): Dictionary {
    return new Dictionary(Buffer.from(JSON.stringify(words), 'latin1'))
  }

  /** Memory that it keeps. */
  get bytes(): number {
    const { keys, starts, text } = this.#index
    return keys.byteLength + starts.byteLength + text.byteLength + this.#conundrums.byteLength
  }

  /** The longest words these letters (nine at most) make, each letter used once, in the order of the alphabet. */
  longest(letters: readonly string[]): string[] {
    const own = sortedPlaces(letters.join(''))
    if (!own) return []
    for (const choices of choicesBySize(own.length).slice(2).toReversed()) {
      const found = new Set(choices.map((chosen) => this.#find(pack(own, chosen))))
      found.delete(-1)
      if (found.size > 0) return [...found].flatMap((at) => this.#words(at)).sort(compare)
    }
    return []
  }

  /** The word as the dictionary writes it, accents and all; `undefined` if it is not there. */
  find(word: string): string | undefined {
    const letters = sortedPlaces(word)
    const at = letters ? this.#find(pack(letters)) : -1
    return at < 0 ? undefined : this.#words(at).find((other) => fold(other) === fold(word))
  }

  /** A nine-letter word that no other word has the letters of, chosen by a number from 0 up to 1. */
  conundrum(chance: number): string {
    const at = this.#conundrums[Math.floor(chance * this.#conundrums.length)]
    const [word] = at === undefined ? [] : this.#words(at)
    if (word === undefined) throw new Error('The dictionary has no word of nine letters.')
    return word
  }

  #words(at: number): string[] {
    const { text, starts } = this.#index
    return text.toString('latin1', starts[at], (starts[at + 1] ?? 0) - 1).split(' ')
  }

  /** Where a key is, or -1. */
  #find(key: number): number {
    const { keys } = this.#index
    let [low, high] = [0, keys.length - 1]
    while (low <= high) {
      const middle = (low + high) >> 1
      const there = keys[middle] as number
      if (there === key) return middle
      if (there < key) low = middle + 1
      else high = middle - 1
    }
    return -1
  }

  #isConundrum(at: number): boolean {
    if ((this.#index.keys[at] ?? 0) < 32 ** (mostLetters - 1)) return false
    const words = this.#words(at)
    // A plural is too easy, or not a word at all where plurals do not count.
    return words.length === 1 && words[0]?.endsWith('s') === false
  }
}

/** Is the word made of these letters, each used at most once? */
export function isLaidWith(word: string, letters: readonly string[]): boolean {
  const left = letters.map(fold)
  return [...fold(word)].every((letter) => {
    const at = left.indexOf(letter)
    if (at >= 0) left.splice(at, 1)
    return at >= 0
  })
}
