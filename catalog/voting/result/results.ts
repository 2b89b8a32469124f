import type { Option } from '../ballot/options.ts'

/** What the page shows. `share` is a percentage of the total. */
export type Results = {
  options: { id: string; name: string; votes: number; share: number }[]
  total: number
  /** Messages that no worker could count. */
  dead: number
}

/** Adds up; votes for options that are no longer on the ballot stay in the database, but out of the picture. */
export function addUp(options: Option[], counts: ReadonlyMap<string, number>, dead: number): Results {
  const votesFor = ({ id }: Option) => counts.get(id) ?? 0
  const total = options.reduce((sum, option) => sum + votesFor(option), 0)
  return {
    options: options.map((option) => {
      const votes = votesFor(option)
      return { ...option, votes, share: total === 0 ? 0 : (100 * votes) / total }
    }),
    total,
    dead,
  }
}
