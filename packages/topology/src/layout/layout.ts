import type { Topology } from '@keelson/protocol'
import { blocksOf } from './blocks.ts'
import { arrange, gridOf } from './grid.ts'
import { drawLinks, type Link } from './links.ts'
import { type Stretch, stretchesOf } from './regions.ts'
import { rowsOf } from './rows.ts'
import { separate } from './separate.ts'
import { padding, sizes } from './sizes.ts'

export type Box = { x: number; y: number; width: number; height: number }
/** Where everything stands, in pixels from the top left corner. */
export type Layout = {
  width: number
  height: number
  /** The services; `doors` are the boxes above a card, as many as were asked for. */
  cards: (Box & { service: string; doors: Box[] })[]
  /** One or more rectangles a network; each holds exactly services of that network. */
  regions: (Box & { network: string })[]
  /** Volumes that several services mount. What one alone mounts is written on its card. */
  volumes: (Box & { volume: string })[]
  links: Link[]
}

/**
 * Places a topology. The same input gives the same picture; nothing overlaps but regions of networks that share
 * services.
 *
 * @param doors how many addresses lead into a service.
 */
export function layOut(topology: Topology, doors: (service: string) => number): Layout {
  const blocks = blocksOf(topology)
  const rowOf = rowsOf(topology, blocks)
  const shared = sharedVolumes(topology)
  const grid = gridOf(topology, blocks, rowOf, new Set(shared))
  const stretches = stretchesOf(
    blocks,
    topology.networks.map(({ name }) => name),
    rowOf,
  )
  const outermost = Math.max(-1, ...stretches.map(({ level }) => level))
  const edge = outermost < 0 ? 0 : padding(outermost).x

  let right = sizes.margin + edge
  for (const column of grid.columns) {
    column.left = right
    right += column.width + 2 * edge + sizes.gapX
  }
  arrange(grid)

  const services = new Map(topology.services.map((service) => [service.name, service]))
  const entered = new Set(grid.threads.flatMap(({ kind, to }) => (kind === 'needs' ? [to] : [])))
  const heightOf = (name: string) => cardHeight(services.get(name), shared)
  const bands = bandsOf(grid.rows, stretches, (name) => ({
    above: doorsHeight(doors(name)),
    card: heightOf(name),
  }))

  const cards = topology.services.flatMap(({ name }): Layout['cards'] => {
    const cell = grid.rows.flat().find(({ service }) => service === name)
    const band = cell && bands[cell.row]
    if (!cell || !band) return []
    const box = { x: cell.x - sizes.card / 2, y: band.cards, width: sizes.card, height: heightOf(name) }
    const width = entered.has(name) ? sizes.doorNarrow : sizes.card
    const steps = Array.from({ length: doors(name) }, (_, index) => ({
      x: box.x,
      y: box.y - doorsHeight(index + 1),
      width,
      height: sizes.door,
    }))
    return [{ ...box, service: name, doors: steps.toReversed() }]
  })
  const regions = stretches.toReversed().flatMap((stretch): Layout['regions'] => {
    const [first, last] = [grid.columns[stretch.from], grid.columns[stretch.to]]
    const [top, bottom] = [bands[stretch.top], bands[stretch.bottom]]
    if (!first || !last || !top || !bottom) return []
    const pad = padding(stretch.level)
    const [x, y] = [first.left - pad.x, top.top - pad.top]
    return [
      {
        network: stretch.network,
        x,
        y,
        width: last.left + last.width + pad.x - x,
        height: bottom.bottom + pad.bottom - y,
      },
    ]
  })
  const floor = Math.max(
    sizes.margin,
    ...bands.map(({ bottom }) => bottom),
    ...regions.map((one) => one.y + one.height),
  )
  const volumes = volumesOf(shared, grid.threads, floor + sizes.gapY)
  const links = drawLinks(grid.threads, cards, volumes, bands)
  const boxes: Box[] = [...cards, ...regions, ...volumes]
  // A row of volumes may be wider than everything above it.
  const shift = Math.max(0, sizes.margin - Math.min(...boxes.map(({ x }) => x), sizes.margin))
  const moved = <B extends { x: number }>(box: B): B => ({ ...box, x: box.x + shift })
  return {
    width: Math.ceil(Math.max(0, ...boxes.map(({ x, width }) => x + width)) + shift + sizes.margin),
    height: Math.ceil(Math.max(0, ...boxes.map(({ y, height }) => y + height)) + sizes.margin),
    cards: cards.map((card) => ({ ...moved(card), doors: card.doors.map(moved) })),
    regions: regions.map(moved),
    volumes: volumes.map(moved),
    links: links.map((link) => ({ ...link, points: link.points.map(moved) })),
  }
}

/** The volumes that more than one service mounts. */
export const sharedVolumes = ({ services, volumes }: Topology): string[] =>
  volumes
    .map(({ name }) => name)
    .filter(
      (name) => services.filter(({ mounts }) => mounts.some(({ volume }) => volume === name)).length > 1,
    )

/** More volumes than this are summed up in the last line. */
export const mostLines = 4

/** Room for the name and image, one line for each own volume, one for secrets and configs. */
function cardHeight(service: Topology['services'][number] | undefined, shared: readonly string[]): number {
  const own = service?.mounts.filter(({ volume }) => !shared.includes(volume)).length ?? 0
  const kept = (service?.secrets.length ?? 0) + (service?.configs.length ?? 0)
  const lines = Math.min(own, mostLines) + (kept > 0 ? 1 : 0)
  return sizes.cardHead + (lines > 0 ? lines * sizes.cardLine + sizes.cardFoot : 0)
}

const doorsHeight = (count: number) =>
  count === 0 ? 0 : count * (sizes.door + sizes.doorGap) - sizes.doorGap + sizes.doorDrop

/** A row from top to bottom: `cards` is where cards begin, doors stand above. */
export type Band = { top: number; cards: number; bottom: number }

function bandsOf(
  rows: { service: string | null }[][],
  stretches: Stretch[],
  sizeOf: (service: string) => { above: number; card: number },
): Band[] {
  let y = sizes.margin
  return rows.map((row, index) => {
    const opening = stretches.filter(({ top }) => top === index).map(({ level }) => padding(level).top)
    const closing = stretches
      .filter(({ bottom }) => bottom === index)
      .map(({ level }) => padding(level).bottom)
    const heights = row.flatMap(({ service }) => (service === null ? [] : [sizeOf(service)]))
    const top = y + Math.max(0, ...opening)
    const cards = top + Math.max(0, ...heights.map(({ above }) => above))
    const bottom = cards + Math.max(0, ...heights.map(({ card }) => card))
    y = bottom + Math.max(0, ...closing) + sizes.gapY
    return { top, cards, bottom }
  })
}

function volumesOf(
  names: string[],
  threads: { kind: string; to: string; cells: { x: number }[] }[],
  y: number,
): Layout['volumes'] {
  const wishes = names
    .map((volume) => {
      const ends = threads.flatMap(({ kind, to, cells }) =>
        kind === 'mounts' && to === volume ? [cells.at(-1)?.x ?? 0] : [],
      )
      return {
        volume,
        width: sizes.volumeWidth,
        wish: ends.reduce((sum, x) => sum + x, 0) / Math.max(1, ends.length),
      }
    })
    .toSorted((a, b) => a.wish - b.wish)
  const centres = separate(wishes, { gap: sizes.gapX })
  return wishes.map(({ volume, width }, index) => ({
    volume,
    x: (centres[index] ?? 0) - width / 2,
    y,
    width,
    height: sizes.volumeHeight,
  }))
}
