import type { Topology } from '@keelson/protocol'
import type { Block } from './blocks.ts'

/**
 * The row of each service, counted from the top: below everything that needs it, and never more in one row of a
 * column than makes the column wider than high.
 */
export function rowsOf(topology: Topology, blocks: Block[]): Map<string, number> {
  const rows = new Map<string, number>()
  const blockOf = new Map(blocks.flatMap((block) => block.services.map((name) => [name, block] as const)))
  const filled = new Map<Block | undefined, number[]>()
  for (const name of fromTheTop(topology)) {
    const block = blockOf.get(name)
    const most = Math.max(fewest, Math.ceil(Math.sqrt(block?.services.length ?? 1)))
    const counts = filled.get(block) ?? []
    filled.set(block, counts)
    const users = topology.services.filter(({ needs }) => needs.some(({ service }) => service === name))
    let row = Math.max(0, ...users.map((user) => (rows.get(user.name) ?? 0) + 1))
    while ((counts[row] ?? 0) >= most) row += 1
    counts[row] = (counts[row] ?? 0) + 1
    rows.set(name, row)
  }
  return rows
}

/** So many services may always stand side by side. */
const fewest = 5

/** Every service after all that need it, else in the order of the files. */
function fromTheTop({ services }: Topology): string[] {
  const waiting = new Map(services.map(({ name }) => [name, 0]))
  for (const { needs } of services)
    for (const { service } of needs) waiting.set(service, (waiting.get(service) ?? 0) + 1)
  const order: string[] = []
  const left = new Set(services)
  while (left.size > 0) {
    // A circle cannot be loaded; should one come, its first service breaks it.
    const next = [...left].find(({ name }) => waiting.get(name) === 0) ?? [...left][0]
    if (!next) break
    left.delete(next)
    order.push(next.name)
    for (const { service } of next.needs) waiting.set(service, (waiting.get(service) ?? 0) - 1)
  }
  return order
}
