import { fold } from './piles.ts'

/** The most letters that a number holds: nine times five bits stay exact in a double. */
export const mostLetters = 9

const alphabet = 'abcdefghijklmnñopqrstuvwxyz'

/** A letter's place in the alphabet, from 1, by its Latin-1 character, with or without accent; 0: no letter. */
export const places = Uint8Array.from(
  { length: 256 },
  (_, character) => alphabet.indexOf(fold(String.fromCharCode(character))) + 1,
)

/** The places of a text's letters, sorted; `undefined` when it is too long or has what is no letter. */
export function sortedPlaces(text: string): Uint8Array | undefined {
  const own = Uint8Array.from(fold(text), (letter) => places[letter.charCodeAt(0)] ?? 0).sort()
  return own.length > mostLetters || own[0] === 0 ? undefined : own
}

/**
 * Sorted letters as one number, five bits each: equal for anagrams, greater for more letters.
 * @param chosen which of them, as bits
 */
export function pack(sorted: Uint8Array, chosen = (1 << sorted.length) - 1): number {
  let packed = 0
  for (let n = 0; chosen >> n > 0; n++) if (chosen & (1 << n)) packed = packed * 32 + (sorted[n] as number)
  return packed
}

/** Every choice among so many letters (up to nine), as bits, by how many it takes. */
export function choicesBySize(letters: number): readonly (readonly number[])[] {
  return tables[letters] ?? []
}
const tables = Array.from({ length: mostLetters + 1 }, (_, letters) => {
  const bySize: number[][] = Array.from({ length: letters + 1 }, () => [])
  for (let chosen = 0; chosen < 1 << letters; chosen++)
    bySize[chosen.toString(2).replaceAll('0', '').length]?.push(chosen)
  return bySize
})
