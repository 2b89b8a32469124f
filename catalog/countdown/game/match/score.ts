/** Points for a number so far from the target: 10 exact, 7 up to five away, 5 up to ten away. */
export function numbersPoints(away: number): number {
  if (away === 0) return 10
  if (away <= 5) return 7
  return away <= 10 ? 5 : 0
}

/** A point a letter; nine letters count double. */
export function lettersPoints(length: number): number {
  return length === 9 ? 18 : length
}

export const conundrumPoints = 10
export const clockSeconds = 30

/** Only the best answer scores; players who are equally good score both. Lower `rank` is better. */
export function award(answers: readonly { points: number; rank: number }[]): number[] {
  const best = Math.min(...answers.filter(({ points }) => points > 0).map(({ rank }) => rank))
  return answers.map(({ points, rank }) => (rank === best ? points : 0))
}
