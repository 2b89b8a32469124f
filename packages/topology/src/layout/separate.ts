/**
 * Centres as near as possible to where things want to be, in the given order, at least `gap` apart and between
 * `min` and `max`. Least squares by pooling neighbours that would overlap (pool adjacent violators).
 */
export function separate(
  items: readonly { wish: number; width: number }[],
  {
    gap,
    min = Number.NEGATIVE_INFINITY,
    max = Number.POSITIVE_INFINITY,
  }: { gap: number; min?: number; max?: number },
): number[] {
  const [first] = items
  const last = items.at(-1)
  if (!first || !last) return []
  // Shifted by what stands to the left, centres may be equal but not fall.
  const shifts: number[] = [0]
  items.slice(1).forEach(({ width }, index) => {
    shifts.push((shifts[index] ?? 0) + (items[index]?.width ?? 0) / 2 + gap + width / 2)
  })
  const pools: { sum: number; count: number }[] = []
  items.forEach(({ wish }, index) => {
    let pool = { sum: wish - (shifts[index] ?? 0), count: 1 }
    for (
      let before = pools.at(-1);
      before && before.sum / before.count > pool.sum / pool.count;
      before = pools.at(-1)
    ) {
      pools.pop()
      pool = { sum: before.sum + pool.sum, count: before.count + pool.count }
    }
    pools.push(pool)
  })
  const low = min + first.width / 2
  const high = max - last.width / 2 - (shifts.at(-1) ?? 0)
  return pools
    .flatMap(({ sum, count }) => Array.from({ length: count }, () => sum / count))
    .map((centre, index) => Math.max(low, Math.min(high, centre)) + (shifts[index] ?? 0))
}
