import type { Board, Step } from './board.ts'
import { bits, halves, Reach, type Subset } from './reach.ts'
import { makes, subsetsBySize, undo } from './solve.ts'

/** A way to make a number: a tile, or an operation between two ways. */
type Way = { text: string; steps: Step[] }

/** Solutions looked at between two pauses. */
const SLICE = 200

/**
 * Every distinct way to make exactly `target`, fewest operations first. Two ways that differ only in the order of the
 * operands of `+` or `*` are one; so are two that swap equal tiles. Ways with an operation that changes nothing
 * (×1, ÷1, 8−4=4) are left out. Yields `undefined` now and then, so that a caller can pause, report or stop.
 */
export function* allSolutions({ tiles, target }: Board): Generator<Step[] | undefined> {
  const reach = new Reach(tiles)
  const seen = new Set<string>()
  for (const sized of subsetsBySize(tiles.length)) {
    for (const subset of sized) {
      if (subset === 0 || !reach.isFirst(subset)) continue
      let looked = 0
      for (const way of ways(reach, subset, target)) {
        if (++looked % SLICE === 0) yield undefined
        if (seen.has(way.text)) continue
        seen.add(way.text)
        yield way.steps
      }
      yield undefined
    }
  }
}

/** The ways in which all these tiles make the value; some may come twice. */
function* ways(reach: Reach, subset: Subset, value: number): Generator<Way> {
  if (bits(subset) === 1) {
    if (reach.of(subset).has(value)) yield { text: String(value), steps: [] }
    return
  }
  for (const half of halves(subset)) {
    const other = subset ^ half
    const [from, to] = bits(half) <= bits(other) ? [half, other] : [other, half]
    const known = reach.of(from)
    for (let n = 0; n < known.size; n++) {
      const x = known.values[n] as number
      for (const last of undo(x, value)) {
        const y = last.a === x ? last.b : last.a
        if (isIdle(last) || !makes(reach, to, y)) continue
        for (const one of ways(reach, from, x)) {
          for (const two of ways(reach, to, y)) yield join(one, two, x, last)
        }
      }
    }
  }
}

/** `one` makes `x`, an operand of `last`; `two` makes the other one. */
function join(one: Way, two: Way, x: number, last: Step): Way {
  const [first, second] = last.a === x ? [one, two] : [two, one]
  const commutes = last.op === '+' || last.op === '*'
  const [left, right] = commutes && first.text > second.text ? [second, first] : [first, second]
  return { text: `(${left.text}${last.op}${right.text})`, steps: [...one.steps, ...two.steps, last] }
}

function isIdle({ a, op, b, result }: Step): boolean {
  return result === a || result === b || ((op === '*' || op === '/') && b === 1)
}
