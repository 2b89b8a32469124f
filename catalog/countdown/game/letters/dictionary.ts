import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { fold, type Language } from './piles.ts'

/** Words of two to nine letters, found by the letters they are laid with. */
export class Dictionary {
  /** Sorted letters → the words, as they are written, with a space between. One string takes less than a list. */
  readonly #words = new Map<string, string>()
  readonly #full: string[] = []

  constructor(words: Iterable<string>) {
    for (const word of words) {
      const folded = fold(word)
      if (!/^[a-zñ]{2,9}$/.test(folded)) continue
      const key = sorted([...folded])
      const others = this.#words.get(key)
      this.#words.set(key, others === undefined ? word : `${others} ${word}`)
      if (folded.length === 9 && others === undefined) this.#full.push(key)
    }
  }

  /** The longest words these letters make, each letter used once, in the order of the alphabet. */
  longest(letters: readonly string[]): string[] {
    const own = letters.map(fold).sort()
    for (let length = own.length; length >= 2; length--) {
      const keys = new Set(choices(own, length))
      const found = [...keys].flatMap((key) => this.#words.get(key)?.split(' ') ?? [])
      if (found.length > 0) return found.sort((a, b) => a.localeCompare(b))
    }
    return []
  }

  /** The word as the dictionary writes it, accents and all; `undefined` if it is not there. */
  find(word: string): string | undefined {
    const folded = fold(word)
    const same = this.#words.get(sorted([...folded]))?.split(' ') ?? []
    return same.find((other) => fold(other) === folded)
  }

  /** A nine-letter word that no other word has the letters of, chosen by a number from 0 up to 1. */
  conundrum(chance: number): string {
    for (let n = 0; n < this.#full.length; n++) {
      const key = this.#full[(Math.floor(chance * this.#full.length) + n) % this.#full.length] ?? ''
      const words = this.#words.get(key)?.split(' ') ?? []
      const [word] = words
      // A plural is too easy, or not a word at all where plurals do not count.
      if (word !== undefined && words.length === 1 && !word.endsWith('s')) return word
    }
    throw new Error('The dictionary has no word of nine letters.')
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

const packages: Record<Language, string> = {
  en: 'an-array-of-english-words',
  es: 'an-array-of-spanish-words',
}
const loaded = new Map<Language, Promise<Dictionary>>()

/** The dictionary of a language; read once a process, about half a second. */
export function dictionary(language: Language): Promise<Dictionary> {
  const known = loaded.get(language) ?? read(language)
  loaded.set(language, known)
  return known
}

async function read(language: Language): Promise<Dictionary> {
  const file = fileURLToPath(import.meta.resolve(packages[language]))
  const words: unknown = JSON.parse(await readFile(file, 'utf8'))
  if (!Array.isArray(words)) throw new Error(`${packages[language]} holds no list of words.`)
  return new Dictionary(words.filter((word) => typeof word === 'string'))
}

function sorted(letters: string[]): string {
  return letters.sort().join('')
}

/** Every choice of `length` letters from sorted ones, sorted. */
function* choices(letters: readonly string[], length: number): Generator<string> {
  for (let mask = 0; mask < 1 << letters.length; mask++) {
    let [count, chosen] = [0, '']
    for (let n = 0; n < letters.length; n++) {
      if ((mask & (1 << n)) === 0) continue
      count++
      chosen += letters[n]
    }
    if (count === length) yield chosen
  }
}
