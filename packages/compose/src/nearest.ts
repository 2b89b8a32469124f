/** The candidate that a typist most likely meant, or `undefined` when none is near. */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
  const lower = word.toLowerCase()
  const farthest = Math.max(1, Math.floor(word.length / 3))
  let best: string | undefined
  let least = farthest + 1
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - word.length) >= least) continue
    const steps = distance(lower, candidate.toLowerCase(), least)
    if (steps < least) {
      least = steps
      best = candidate
    }
  }
  return best
}

/** Changes, insertions, removals and swaps of neighbours that lead from `a` to `b`; gives up at `limit`. */
function distance(a: string, b: string, limit: number): number {
  let before: number[] = []
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    let least = i
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1]
      let cost = Math.min(
        (previous[j] ?? 0) + 1,
        (row[j - 1] ?? 0) + 1,
        (previous[j - 1] ?? 0) + (same ? 0 : 1),
      )
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        cost = Math.min(cost, (before[j - 2] ?? 0) + 1)
      row.push(cost)
      least = Math.min(least, cost)
    }
    if (least >= limit) return limit
    before = previous
    previous = row
  }
  return previous[b.length] ?? limit
}
