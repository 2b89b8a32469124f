import type { Board, Operator, Step } from './board.ts'
import { bits, halves, Reach, type Subset } from './reach.ts'
import type { ValueSet } from './value-set.ts'

export type Solved = {
  /** The reachable value nearest to the target; of two as near, the lower. */
  value: number
  /** Distance from the target; 0 is exact. */
  away: number
  /** Fewest operations that make it, in an order in which they can be done. */
  steps: Step[]
  /** Pairs of values looked at. */
  searched: number
}

/** Up to this distance it is quicker to ask backwards for each value than to make all values. */
const nearby = 12

/**
 * The proven best of a board: nearest reachable value, fewest steps.
 *
 * Values of up to four tiles are made once. Whether five or six tiles make a given value is asked backwards: undo
 * the last operation for every split, and look the other half up. That is some ten thousand look-ups for a value
 * where making everything takes a million, and most boards are solved at distance zero or one. Only a target far
 * from everything reachable falls back to making all values.
 *
 * @param board one to six tiles, and a positive target
 */
export function solve({ tiles, target }: Board, pool: (ValueSet | undefined)[] = shared): Solved {
  const reach = new Reach(tiles, pool)
  const value = nearest(reach, target)
  const steps = fewest(reach, value)
  return { value, away: Math.abs(target - value), steps, searched: reach.searched }
}

/** Sets are large and boards follow one another, so their memory is kept between calls. */
const shared: (ValueSet | undefined)[] = []

function nearest(reach: Reach, target: number): number {
  for (let away = 0; away <= nearby; away++) {
    if (target - away > 0 && reachable(reach, target - away)) return target - away
    if (away > 0 && reachable(reach, target + away)) return target + away
  }
  return nearestOfAll(reach, target)
}

function reachable(reach: Reach, value: number): boolean {
  return smallestSubset(reach, value) !== 0
}

/** The subset of fewest tiles that makes the value, or 0. */
function smallestSubset(reach: Reach, value: number): Subset {
  for (let size = 1; size <= reach.count; size++) {
    for (const subset of subsetsBySize(reach.count)[size] ?? []) {
      if (reach.isFirst(subset) && makes(reach, subset, value)) return subset
    }
  }
  return 0
}

/** Do exactly these tiles make this value? */
export function makes(reach: Reach, subset: Subset, value: number): boolean {
  const size = bits(subset)
  if (size <= 4) return reach.of(subset).has(value)
  for (const half of halves(subset)) {
    // Values are made from the smaller half and asked of the larger one.
    const other = subset ^ half
    const [from, to] = bits(half) <= bits(other) ? [half, other] : [other, half]
    const known = reach.of(from)
    reach.searched += known.size
    for (let n = 0; n < known.size; n++) {
      const x = known.values[n] as number
      if (value > x && makes(reach, to, value - x)) return true
      if (x > value && makes(reach, to, x - value)) return true
      if (makes(reach, to, value + x)) return true
      if (x === 1) continue
      if (value % x === 0 && makes(reach, to, value / x)) return true
      if (x % value === 0 && x > value && makes(reach, to, x / value)) return true
      if (value * x <= 0x7fffffff && makes(reach, to, value * x)) return true
    }
  }
  return false
}

/** Makes every value of six tiles and keeps the nearest. */
function nearestOfAll(reach: Reach, target: number): number {
  let best = reach.tiles[0] ?? 0
  const consider = (value: number) => {
    const [ours, theirs] = [Math.abs(value - target), Math.abs(best - target)]
    if (ours < theirs || (ours === theirs && value < best)) best = value
  }
  const all = (1 << reach.count) - 1
  for (const sized of subsetsBySize(reach.count).slice(1)) {
    for (const subset of sized) {
      if (subset === all && reach.count > 5) continue
      if (!reach.isFirst(subset)) continue
      const set = reach.of(subset)
      for (let n = 0; n < set.size; n++) consider(set.values[n] as number)
    }
  }
  if (reach.count <= 5) return best
  for (const half of halves(all)) {
    const [left, right] = [reach.of(half), reach.of(all ^ half)]
    reach.searched += left.size * right.size
    for (let i = 0; i < left.size; i++) {
      const x = left.values[i] as number
      for (let j = 0; j < right.size; j++) {
        const y = right.values[j] as number
        const high = Math.max(x, y)
        const low = Math.min(x, y)
        consider(high + low)
        if (high !== low) consider(high - low)
        consider(high * low)
        if (high % low === 0) consider(high / low)
      }
    }
  }
  return best
}

function fewest(reach: Reach, value: number): Step[] {
  const steps: Step[] = []
  write(reach, smallestSubset(reach, value), value, steps)
  return steps
}

/** Appends the operations by which these tiles make the value. */
function write(reach: Reach, subset: Subset, value: number, steps: Step[]): void {
  if (bits(subset) === 1) return
  for (const half of halves(subset)) {
    const other = subset ^ half
    const [from, to] = bits(half) <= bits(other) ? [half, other] : [other, half]
    const known = reach.of(from)
    for (let n = 0; n < known.size; n++) {
      const x = known.values[n] as number
      const last = undo(x, value).find((step) => makes(reach, to, step.a === x ? step.b : step.a))
      if (last === undefined) continue
      write(reach, from, x, steps)
      write(reach, to, last.a === x ? last.b : last.a, steps)
      steps.push(last)
      return
    }
  }
  throw new Error(`No tiles of ${reach.tiles.join(' ')} make ${value}, though a search said so.`)
}

/** The operations that give `value` with `x` as one operand. */
export function undo(x: number, value: number): Step[] {
  const step = (p: number, op: Operator, q: number): Step => ({
    a: Math.max(p, q),
    op,
    b: Math.min(p, q),
    result: value,
  })
  return [
    ...(value > x ? [step(x, '+', value - x)] : []),
    ...(x > value ? [step(x, '-', x - value)] : []),
    step(value + x, '-', x),
    ...(value % x === 0 ? [step(x, '*', value / x)] : []),
    ...(x % value === 0 ? [step(x, '/', x / value)] : []),
    ...(value * x <= 0x7fffffff ? [step(value * x, '/', x)] : []),
  ]
}

/** Subsets of `count` tiles (up to six), by their size. */
export function subsetsBySize(count: number): readonly (readonly Subset[])[] {
  return bySize[count] ?? []
}
const bySize: readonly (readonly (readonly Subset[])[])[] = Array.from({ length: 7 }, (_, count) =>
  Array.from({ length: count + 1 }, (_, size) =>
    Array.from({ length: 1 << count }, (_, subset) => subset).filter((subset) => bits(subset) === size),
  ),
)
