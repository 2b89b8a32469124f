import { ValueSet } from './value-set.ts'

/** The largest product of six tiles, 100·75·50·25·10·10, fits 32 bits; nothing larger can be reached. */
const largest = 0x7fffffff

/** The most values that 1, 2, 3, 4 and 5 tiles can make: every split, every pair of values, four operations. */
const capacity = [0, 1, 4, 48, 960, 26_880]

/** Tiles as bits of a mask; a smaller mask is a subset. */
export type Subset = number

/**
 * Which values each subset of the tiles makes when all its tiles are used. Sets of up to four tiles are computed
 * once a board and kept; five tiles on demand. A value that an operation leaves as it was (×1, ÷1, 8−4=4) is left
 * out: a smaller subset makes it too, in fewer steps.
 */
export class Reach {
  readonly tiles: readonly number[]
  readonly count: number
  /** Pairs looked at so far. */
  searched = 0
  readonly #sets: (ValueSet | undefined)[]
  readonly #sameAs: Int32Array
  readonly #filled: Uint8Array

  constructor(tiles: readonly number[], pool: (ValueSet | undefined)[] = []) {
    this.tiles = tiles
    this.count = tiles.length
    this.#sets = pool
    this.#filled = new Uint8Array(1 << this.count)
    this.#sameAs = representatives(tiles)
  }

  /** All values that exactly these tiles make. */
  of(subset: Subset): ValueSet {
    const same = this.#sameAs[subset] ?? subset
    const size = bits(same)
    const set = this.#sets[same] ?? new ValueSet(capacity[size] ?? 0)
    if (this.#filled[same] === 1) return set
    this.#sets[same] = set
    this.#filled[same] = 1
    set.clear()
    if (size === 1) set.add(this.tiles[31 - Math.clz32(same)] ?? 0)
    else for (const part of halves(same)) this.#combine(this.of(part), this.of(same ^ part), set)
    return set
  }

  /** Is this the representative among subsets that hold equal tiles? The others need not be looked at. */
  isFirst(subset: Subset): boolean {
    return this.#sameAs[subset] === subset
  }

  #combine(left: ValueSet, right: ValueSet, into: ValueSet): void {
    this.searched += left.size * right.size
    for (let i = 0; i < left.size; i++) {
      const x = left.values[i] as number
      for (let j = 0; j < right.size; j++) {
        const y = right.values[j] as number
        const high = Math.max(x, y)
        const low = Math.min(x, y)
        into.add(high + low)
        if (high !== low && high - low !== low) into.add(high - low)
        if (low !== 1) {
          const product = high * low
          if (product <= largest) into.add(product)
          if (high % low === 0 && high / low !== low) into.add(high / low)
        }
      }
    }
  }
}

/** The ways to split a subset of six tiles in two, each once. */
export function halves(subset: Subset): readonly Subset[] {
  return splits[subset] ?? []
}
const splits: readonly (readonly Subset[])[] = Array.from({ length: 64 }, (_, subset) => {
  const found: Subset[] = []
  for (let part = (subset - 1) & subset; part > 0; part = (part - 1) & subset) {
    if (part >= (subset ^ part)) found.push(part)
  }
  return found
})

export function bits(subset: Subset): number {
  let count = 0
  for (let rest = subset; rest > 0; rest &= rest - 1) count++
  return count
}

/** Of subsets that hold equal tiles, the one with the earliest copies stands for all. */
function representatives(tiles: readonly number[]): Int32Array {
  const result = new Int32Array(1 << tiles.length)
  for (let subset = 0; subset < result.length; subset++) {
    const used = new Array<boolean>(tiles.length).fill(false)
    let representative = 0
    for (let n = 0; n < tiles.length; n++) {
      if ((subset & (1 << n)) === 0) continue
      const first = tiles.findIndex((tile, at) => tile === tiles[n] && !used[at])
      used[first] = true
      representative |= 1 << first
    }
    result[subset] = representative
  }
  return result
}
