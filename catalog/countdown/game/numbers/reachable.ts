import { greatest, smallest } from './board.ts'
import { halves, Reach } from './reach.ts'
import type { ValueSet } from './value-set.ts'

/** Which targets, from 100 to 999, six tiles make exactly: makes every value there is, instead of asking for one. */
export function reachableTargets(tiles: readonly number[], pool: (ValueSet | undefined)[] = []): Uint8Array {
  const reach = new Reach(tiles, pool)
  const found = new Uint8Array(greatest - smallest + 1)
  const mark = (value: number) => {
    if (value >= smallest && value <= greatest) found[value - smallest] = 1
  }
  const all = (1 << reach.count) - 1
  for (let subset = 1; subset < all; subset++) {
    if (!reach.isFirst(subset)) continue
    const { values, size } = reach.of(subset)
    for (let n = 0; n < size; n++) mark(values[n] as number)
  }
  for (const half of halves(all)) {
    const [left, right] = [reach.of(half), reach.of(all ^ half)]
    for (let i = 0; i < left.size; i++) {
      const x = left.values[i] as number
      for (let j = 0; j < right.size; j++) {
        const y = right.values[j] as number
        const [high, low] = x > y ? [x, y] : [y, x]
        mark(high + low)
        mark(high - low)
        if (high <= greatest) mark(high * low)
        if (high >= smallest * low && high % low === 0) mark(high / low)
      }
    }
  }
  return found
}
