import type { Topology } from '@keelson/protocol'
import type { Block } from './blocks.ts'
import { separate } from './separate.ts'
import { sizes } from './sizes.ts'

/** Something in a row of a column. */
export type Cell = {
  /** null: a line on its way past. */
  service: string | null
  block: number
  row: number
  width: number
  /** Its middle. */
  x: number
}
/** A line from a service down to what it needs or mounts, through the rows between. */
export type Thread = {
  kind: 'needs' | 'mounts'
  from: string
  to: string
  /** Cells from top to bottom; the last of a mount is the last row before the volume. */
  cells: Cell[]
}
export type Grid = { rows: Cell[][]; threads: Thread[]; columns: { left: number; width: number }[] }

/** Every service in its row and column, every line with a place in each row that it passes. */
export function gridOf(
  topology: Topology,
  blocks: Block[],
  rowOf: ReadonlyMap<string, number>,
  shared: ReadonlySet<string>,
): Grid {
  const height = Math.max(0, ...[...rowOf.values()].map((row) => row + 1))
  const rows: Cell[][] = Array.from({ length: height }, () => [])
  const put = (cell: Cell) => {
    rows[cell.row]?.push(cell)
    return cell
  }
  const cards = new Map<string, Cell>()
  blocks.forEach(({ services }, block) => {
    for (const name of services)
      cards.set(name, put({ service: name, block, row: rowOf.get(name) ?? 0, width: sizes.card, x: 0 }))
  })
  const past = (block: number, from: number, to: number) =>
    Array.from({ length: Math.max(0, to - from - 1) }, (_, step) =>
      put({ service: null, block, row: from + step + 1, width: sizes.thread, x: 0 }),
    )
  const threads = topology.services.flatMap(({ name, needs, mounts }): Thread[] => {
    const start = cards.get(name)
    if (!start) return []
    const needed = needs.flatMap(({ service }): Thread[] => {
      const end = cards.get(service)
      if (!end || end.row <= start.row) return []
      const between = past(end.block, start.row, end.row)
      return [{ kind: 'needs', from: name, to: service, cells: [start, ...between, end] }]
    })
    const mounted = [...new Set(mounts.map(({ volume }) => volume))]
      .filter((volume) => shared.has(volume))
      .map((volume): Thread => {
        const between = past(start.block, start.row, height)
        return { kind: 'mounts', from: name, to: volume, cells: [start, ...between] }
      })
    return [...needed, ...mounted]
  })
  return { rows, threads, columns: columnsOf(rows, blocks.length) }
}

function columnsOf(rows: Cell[][], count: number): Grid['columns'] {
  return Array.from({ length: count }, (_, block) => {
    const widths = rows.map((row) => {
      const mine = row.filter((cell) => cell.block === block)
      return mine.reduce((sum, { width }) => sum + width, 0) + sizes.gapX * Math.max(0, mine.length - 1)
    })
    return { left: 0, width: Math.max(sizes.card, ...widths) }
  })
}

const SWEEPS = 12

/**
 * Puts the cells of each row in an order in which few lines cross, and near what they are tied to: sweeps down and
 * up, each cell going to the mean of its neighbours, keeping the best arrangement seen (barycentre method of
 * Sugiyama, Tagawa and Toda, within the columns).
 */
export function arrange({ rows, threads, columns }: Grid): void {
  const above = new Map<Cell, Cell[]>()
  const below = new Map<Cell, Cell[]>()
  for (const { cells } of threads) {
    cells.slice(1).forEach((cell, index) => {
      const before = cells[index]
      if (!before) return
      below.set(before, [...(below.get(before) ?? []), cell])
      above.set(cell, [...(above.get(cell) ?? []), before])
    })
  }
  const settle = (row: Cell[], wish: (cell: Cell) => number) => {
    columns.forEach(({ left, width }, block) => {
      const mine = row.filter((cell) => cell.block === block)
      const wishes = new Map(mine.map((cell) => [cell, wish(cell)]))
      mine.sort((a, b) => (wishes.get(a) ?? 0) - (wishes.get(b) ?? 0))
      const centres = separate(
        mine.map((cell) => ({ wish: wishes.get(cell) ?? 0, width: cell.width })),
        { gap: sizes.gapX, min: left, max: left + width },
      )
      mine.forEach((cell, index) => {
        cell.x = centres[index] ?? cell.x
      })
    })
  }
  const towards = (neighbours: Map<Cell, Cell[]>) => (cell: Cell) => {
    const near = neighbours.get(cell) ?? []
    return near.length === 0 ? cell.x : mean(near.map(({ x }) => x))
  }
  for (const row of rows) {
    columns.forEach(({ left, width }, block) => {
      const mine = row.filter((cell) => cell.block === block)
      const middle = left + width / 2
      settle(mine, (cell) => middle + mine.indexOf(cell) - (mine.length - 1) / 2)
    })
  }
  const links = [...below].flatMap(([from, to]) => to.map((cell) => [from, cell] as const))
  const positions = () => new Map(rows.flat().map((cell) => [cell, cell.x]))
  let best = { cost: costOf(links), positions: positions() }
  for (let sweep = 0; sweep < SWEEPS; sweep += 1) {
    for (const row of rows) settle(row, towards(above))
    for (const row of rows.toReversed()) settle(row, towards(below))
    const cost = costOf(links)
    if (cost < best.cost) best = { cost, positions: positions() }
  }
  for (const [cell, x] of best.positions) cell.x = x
}

const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length

/** A crossing is as bad as a line that leads a column aside. */
function costOf(links: (readonly [Cell, Cell])[]): number {
  const rows = Map.groupBy(links, ([from]) => from.row)
  const crossings = [...rows.values()].reduce((sum, row) => {
    let count = 0
    row.forEach(([a, b], index) => {
      for (const [c, d] of row.slice(index + 1)) if ((a.x - c.x) * (b.x - d.x) < 0) count += 1
    })
    return sum + count
  }, 0)
  const aside = links.reduce((sum, [from, to]) => sum + Math.abs(from.x - to.x), 0)
  return crossings * sizes.card + aside
}
