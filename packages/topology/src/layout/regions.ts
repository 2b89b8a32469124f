import { type Block, runs } from './blocks.ts'

/** A stretch of a network over columns side by side, and rows from the first to the last that it needs. */
export type Stretch = {
  network: string
  from: number
  to: number
  top: number
  bottom: number
  /** How many others it lies around. */
  level: number
}

/** The regions of all networks, inner ones first. Those that share a column have different levels. */
export function stretchesOf(
  blocks: Block[],
  networks: string[],
  rowOf: ReadonlyMap<string, number>,
): Stretch[] {
  const found = networks.flatMap((network) =>
    runs(blocks, network).map(({ from, to }) => {
      const services = blocks.slice(from, to + 1).flatMap((block) => block.services)
      const rows = services.map((name) => rowOf.get(name) ?? 0)
      return { network, from, to, top: Math.min(...rows), bottom: Math.max(...rows), level: 0 }
    }),
  )
  const inner = found.toSorted((a, b) => a.to - a.from - (b.to - b.from))
  inner.forEach((stretch, index) => {
    const taken = new Set(
      inner
        .slice(0, index)
        .filter((other) => other.from <= stretch.to && stretch.from <= other.to)
        .map(({ level }) => level),
    )
    while (taken.has(stretch.level)) stretch.level += 1
  })
  return inner
}
