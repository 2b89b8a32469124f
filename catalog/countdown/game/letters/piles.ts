import { type Random, shuffle, takeAny } from '../seeded.ts'

export type Language = 'en' | 'es'
export const languages: readonly Language[] = ['en', 'es']

type Pile = Record<string, number>

/**
 * How often each letter lies in the two piles. English: as counted by viewers of the British show. Spanish: the show
 * keeps its piles to itself, so these are the tiles of the Spanish word game on a board, without the double letters:
 * as in the show of today ch, ll and rr are played as two letters, and ñ is a letter of its own.
 */
export const piles: Record<Language, { vowels: Pile; consonants: Pile }> = {
  en: {
    vowels: { a: 15, e: 21, i: 13, o: 13, u: 5 },
    consonants: {
      ...{ b: 2, c: 3, d: 6, f: 2, g: 3, h: 2, j: 1, k: 1, l: 5, m: 4, n: 8 },
      ...{ p: 4, q: 1, r: 9, s: 9, t: 9, v: 1, w: 1, x: 1, y: 1, z: 1 },
    },
  },
  es: {
    vowels: { a: 12, e: 12, i: 6, o: 9, u: 5 },
    consonants: {
      ...{ b: 2, c: 4, d: 5, f: 1, g: 2, h: 2, j: 1, l: 4, m: 2, n: 5, ñ: 1 },
      ...{ p: 2, q: 1, r: 5, s: 6, t: 4, v: 1, x: 1, y: 1, z: 1 },
    },
  },
}

/** Nine letters: so many vowels (3 to 5), the others consonants, without putting back. */
export function drawLetters(language: Language, vowels: number, random: Random): string[] {
  const { vowels: some, consonants: others } = piles[language]
  const [first, second] = [lay(some), lay(others)]
  const letters = Array.from({ length: 9 }, (_, n) => takeAny(n < vowels ? first : second, random))
  return shuffle(letters, random)
}

function lay(pile: Pile): string[] {
  return Object.entries(pile).flatMap(([letter, copies]) => new Array<string>(copies).fill(letter))
}

const accents: Record<string, string> = { á: 'a', é: 'e', í: 'i', ó: 'o', ú: 'u', ü: 'u' }

/** A word as it is laid with letters: small, without accents; ñ stays. */
export function fold(word: string): string {
  return word
    .normalize('NFC')
    .toLowerCase()
    .replace(/[áéíóúü]/g, (letter) => accents[letter] ?? letter)
}

/** Which letters can be laid in a language? */
export function isLetter(language: Language, letter: string): boolean {
  return language === 'es' ? /^[a-zñ]$/.test(letter) : /^[a-z]$/.test(letter)
}
