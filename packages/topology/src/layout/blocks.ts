import type { Topology } from '@keelson/protocol'

/** Services that are in exactly the same networks: they stand in one column of the picture. */
export type Block = { networks: string[]; services: string[] }

/** A network that cannot be drawn as one region costs more than any line that gets longer. */
const BROKEN = 1_000

/**
 * The columns of the picture from left to right. They are put in such an order that each network covers columns
 * side by side, wherever there is such an order, so that one rectangle holds exactly its services; then so that
 * lines are short. Found by insertion and moving single columns while that helps, so it is not always the best.
 */
export function blocksOf(topology: Topology): Block[] {
  const bySet = new Map<string, Block>()
  for (const { name, networks } of topology.services) {
    const key = JSON.stringify(networks)
    const block = bySet.get(key) ?? { networks, services: [] }
    block.services.push(name)
    bySet.set(key, block)
  }
  const needs = topology.services.flatMap(({ name, needs }) =>
    needs.map(({ service }) => [name, service] as const),
  )
  const cost = (blocks: Block[]) => BROKEN * breaks(blocks) + lengths(blocks, needs)

  let best: Block[] = []
  for (const block of [...bySet.values()].sort((a, b) => b.networks.length - a.networks.length))
    best = cheapest(best, block, cost)
  for (let improved = true; improved; ) {
    improved = false
    for (const block of [...best]) {
      const moved = cheapest(
        best.filter((other) => other !== block),
        block,
        cost,
      )
      if (cost(moved) < cost(best)) {
        best = moved
        improved = true
      }
    }
  }
  return best
}

/** Puts a block where it costs least; the leftmost such place. */
function cheapest(blocks: Block[], block: Block, cost: (blocks: Block[]) => number): Block[] {
  const placed = Array.from({ length: blocks.length + 1 }, (_, at) => blocks.toSpliced(at, 0, block))
  const costs = placed.map(cost)
  return placed[costs.indexOf(Math.min(...costs))] ?? blocks
}

/** Into how many pieces more than one the networks fall. */
function breaks(blocks: Block[]): number {
  const names = new Set(blocks.flatMap(({ networks }) => networks))
  return [...names].reduce((sum, name) => sum + runs(blocks, name).length - 1, 0)
}

/** Where a network's columns stand side by side: first and last column of each stretch. */
export function runs(blocks: Block[], network: string): { from: number; to: number }[] {
  const found: { from: number; to: number }[] = []
  blocks.forEach(({ networks }, index) => {
    if (!networks.includes(network)) return
    const last = found.at(-1)
    if (last?.to === index - 1) last.to = index
    else found.push({ from: index, to: index })
  })
  return found
}

/** How many columns the lines cross in all. */
function lengths(blocks: Block[], needs: (readonly [string, string])[]): number {
  const at = new Map(blocks.flatMap(({ services }, index) => services.map((name) => [name, index] as const)))
  return needs.reduce((sum, [from, to]) => {
    const [a, b] = [at.get(from), at.get(to)]
    return a === undefined || b === undefined ? sum : sum + Math.abs(a - b)
  }, 0)
}
