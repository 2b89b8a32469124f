/**
 * The plain way, for tests and benchmarks to hold the solver against: combine every pair of what is left with every
 * operation, again and again, and remember for each value the fewest operations that made it.
 *
 * @returns fewest operations by value, for values from 1 to `limit`; 255 where none makes it
 */
export function exhaustive(tiles: readonly number[], limit: number): Uint8Array {
  const fewest = new Uint8Array(limit + 1).fill(255)
  const numbers = [...tiles]
  for (const tile of tiles) if (tile <= limit) fewest[tile] = 0
  combine(numbers, numbers.length, 1, fewest)
  return fewest
}

/** The first `count` numbers are left; `steps` is what the next operation would be. */
function combine(numbers: number[], count: number, steps: number, fewest: Uint8Array): void {
  for (let i = 0; i < count; i++) {
    for (let j = i + 1; j < count; j++) {
      const [x, y] = [numbers[i] as number, numbers[j] as number]
      const [high, low] = [Math.max(x, y), Math.min(x, y)]
      const last = numbers[count - 1] as number
      numbers[j] = last
      for (const made of [high + low, high - low, high * low, high % low === 0 ? high / low : 0]) {
        if (made === 0) continue
        if (made < fewest.length && steps < (fewest[made] as number)) fewest[made] = steps
        if (count === 2) continue
        numbers[i] = made
        combine(numbers, count - 1, steps + 1, fewest)
      }
      numbers[i] = x
      numbers[j] = y
      numbers[count - 1] = last
    }
  }
}
