/** A number from 0 up to, not including, 1. */
export type Random = () => number

/** The same numbers at every run, for tests and benchmarks (Park and Miller's minimal standard generator). */
export function seeded(seed: number): Random {
  let state = seed
  return () => {
    state = (state * 48_271) % 2_147_483_647
    return (state - 1) / 2_147_483_646
  }
}

/** Takes one out of the pile, each as likely as the others. @throws when it is empty */
export function takeAny<T>(pile: T[], random: Random): T {
  const [taken] = pile.splice(Math.floor(random() * pile.length), 1)
  if (taken === undefined) throw new Error('The pile is empty.')
  return taken
}

export function shuffle<T>(things: readonly T[], random: Random): T[] {
  const pile = [...things]
  return Array.from(things, () => takeAny(pile, random))
}
