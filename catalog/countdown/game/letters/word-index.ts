import { mostLetters, pack, places } from './packed.ts'

/** Words by the letters they are laid with. Nothing in it is a JavaScript object for each word. */
export type WordIndex = {
  /** What can be laid, packed, each once, ascending … */
  keys: Float64Array
  /** … where its words begin in the text; one more than keys, for the end … */
  starts: Uint32Array
  /** … and the words as they are written, in Latin-1, a space behind each. */
  text: Buffer
}

const quote = 0x22
const space = 0x20

/**
 * Indexes the words of two to nine letters; others are passed over.
 * @param list a JSON array of plain words, in Latin-1
 */
export function indexWords(list: Uint8Array): WordIndex {
  const { keys, froms, order } = readWords(list)
  const text = Buffer.alloc(order.length * (mostLetters + 1))
  const [distinct, starts] = [new Float64Array(order.length), new Uint32Array(order.length + 1)]
  let [count, end] = [0, 0]
  for (const n of order) {
    const key = keys[n] as number
    if (count === 0 || distinct[count - 1] !== key) {
      distinct[count] = key
      starts[count++] = end
    }
    for (let at = froms[n] as number; list[at] !== quote; at++) text[end++] = list[at] as number
    text[end++] = space
  }
  starts[count] = end
  // Copies: what was reserved for the worst case is let go.
  return {
    keys: distinct.slice(0, count),
    starts: starts.slice(0, count + 1),
    text: Buffer.from(text.subarray(0, end)),
  }
}

/** Each word's letters, packed, and where it begins; `order` has their numbers by letters. */
function readWords(list: Uint8Array): { keys: Float64Array; froms: Uint32Array; order: Uint32Array } {
  // Two quotes, two letters and a comma are the least that a word takes.
  const most = Math.ceil(list.length / 5)
  const [keys, froms] = [new Float64Array(most), new Uint32Array(most)]
  const letters = new Uint8Array(mostLetters)
  let count = 0
  for (let from = list.indexOf(quote) + 1; from > 0; ) {
    const to = list.indexOf(quote, from)
    const length = to - from
    if (length >= 2 && length <= mostLetters) {
      for (let n = 0; n < length; n++) letters[n] = places[list[from + n] as number] as number
      const sorted = letters.subarray(0, length).sort()
      if (sorted[0] !== 0) {
        keys[count] = pack(sorted)
        froms[count++] = from
      }
    }
    from = list.indexOf(quote, to + 1) + 1
  }
  const order = Uint32Array.from({ length: count }, (_, n) => n)
  return { keys, froms, order: order.sort((a, b) => (keys[a] as number) - (keys[b] as number)) }
}
