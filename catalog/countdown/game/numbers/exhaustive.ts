/**
 * The plain way, for tests and benchmarks to hold the solver against: combine every pair of what is left with every
 * operation, again and again, and remember for each value the fewest operations that made it. Operations that leave
 * a number as it was (×1, ÷1, 8−4=4) are left out, they only cost a step; so is a pair of numbers seen just before.
 *
 * @returns fewest operations by value, for values from 1 to `limit`; 255 where none makes it
 */
export function exhaustive(tiles: readonly number[], limit: number): Uint8Array {
  const fewest = new Uint8Array(limit + 1).fill(255)
  for (const tile of tiles) if (tile <= limit) fewest[tile] = 0
  combine([...tiles], tiles.length, 1, fewest)
  return fewest
}

/** The first `count` numbers are left; `steps` is what the next operation would be. */
function combine(numbers: number[], count: number, steps: number, fewest: Uint8Array): void {
  for (let i = 0; i < count; i++) {
    const x = numbers[i] as number
    for (let j = i + 1; j < count; j++) {
      const y = numbers[j] as number
      if (j > i + 1 && y === numbers[j - 1]) continue
      const high = Math.max(x, y)
      const low = Math.min(x, y)
      const last = numbers[count - 1] as number
      numbers[j] = last
      for (let op = 0; op < 4; op++) {
        const made = apply(op, high, low)
        if (made === 0) continue
        if (made < fewest.length && steps < (fewest[made] as number)) fewest[made] = steps
        if (count === 2) continue
        numbers[i] = made
        combine(numbers, count - 1, steps + 1, fewest)
      }
      numbers[i] = x
      numbers[j] = y
    }
  }
}

/** 0 where the operation is not allowed, or makes nothing new. */
function apply(op: number, high: number, low: number): number {
  if (op === 0) return high + low
  if (op === 1) return high === 2 * low ? 0 : high - low
  if (low === 1) return 0
  if (op === 2) return high * low
  return high % low === 0 && high !== low * low ? high / low : 0
}
