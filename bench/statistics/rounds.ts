/** The middle one; of an even number, the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const half = sorted.length >> 1
  const [low = Number.NaN, high = Number.NaN] = [sorted[half - 1 + (sorted.length % 2)], sorted[half]]
  return (low + high) / 2
}

/** How ours compares with a peer: a median over rounds, and between what it lies with a certainty of nine in ten. */
export type Ratio = { value: number; low: number; high: number }

/**
 * Ours by theirs, each pair measured within one round: what slows a machine down for a while slows both.
 * The interval is the one between two of the sorted ratios that holds the true median in at least nine of ten
 * cases, whatever the scatter looks like (H. A. David and H. N. Nagaraja, Order Statistics, 7.1); with fewer than
 * five rounds there is none, and it is the least and the greatest.
 */
export function pairedRatio(ours: readonly number[], theirs: readonly number[]): Ratio {
  const ratios = ours.map((value, round) => value / (theirs[round] ?? Number.NaN)).sort((a, b) => a - b)
  const left = leftOut(ratios.length)
  const at = (index: number) => ratios[index] ?? Number.NaN
  return { value: median(ratios), low: at(left), high: at(ratios.length - 1 - left) }
}

/** How many of so many sorted values are left out at each end. */
function leftOut(count: number): number {
  /** That exactly `below` of the values lie below the true median; and that so many or fewer do. */
  let chance = 0.5 ** count
  let upTo = chance
  let below = 0
  while (upTo <= 0.05) {
    chance *= (count - below) / (below + 1)
    below += 1
    upTo += chance
  }
  return Math.max(0, below - 1)
}

/** `1.02 (0.97–1.06)` */
export const sayRatio = ({ value, low, high }: Ratio): string =>
  `${value.toFixed(2)} (${low.toFixed(2)}–${high.toFixed(2)})`

export const rounded = (value: number, digits = 2): number => Number(value.toFixed(digits))
