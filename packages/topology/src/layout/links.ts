import type { Thread } from './grid.ts'
import type { Band, Box } from './layout.ts'

type Point = { x: number; y: number }
/** A line from a service to what it needs or mounts: down through its points, in turn straight and curved. */
export type Link = { kind: Thread['kind']; from: string; to: string; points: Point[] }

/** The lines. What leaves or enters a card is spread along its edge in the order of where it goes. */
export function drawLinks(
  threads: Thread[],
  cards: readonly (Box & { service: string; doors: Box[] })[],
  volumes: readonly (Box & { volume: string })[],
  bands: readonly Band[],
): Link[] {
  const boxOf = (thread: Thread) =>
    thread.kind === 'mounts'
      ? volumes.find(({ volume }) => volume === thread.to)
      : cards.find(({ service }) => service === thread.to)
  const entrances = new Set<Box>(cards.filter(({ doors }) => doors.length > 0))
  const leaving = spread(
    threads,
    (thread) => cards.find(({ service }) => service === thread.from),
    (thread) => thread.cells[1]?.x ?? middle(boxOf(thread)),
    () => ({ left: 0.1, right: 0.9 }),
  )
  const entering = spread(
    threads,
    boxOf,
    (thread) => thread.cells.at(thread.kind === 'mounts' ? -1 : -2)?.x ?? 0,
    // Doors keep the left of a card.
    (box) => (entrances.has(box) ? { left: 0.62, right: 0.95 } : { left: 0.2, right: 0.8 }),
  )
  return threads.map((thread) => {
    const source = cards.find(({ service }) => service === thread.from)
    const target = boxOf(thread)
    const [start, ...passed] = thread.kind === 'mounts' ? thread.cells : thread.cells.slice(0, -1)
    const points = [{ x: leaving.get(thread) ?? 0, y: source ? source.y + source.height : 0 }]
    const band = start && bands[start.row]
    if (band) points.push({ x: leaving.get(thread) ?? 0, y: band.bottom })
    for (const { x, row } of passed) {
      const at = bands[row]
      if (at) points.push({ x, y: at.top }, { x, y: at.bottom })
    }
    const x = entering.get(thread) ?? 0
    const end = thread.kind === 'needs' ? bands[thread.cells.at(-1)?.row ?? 0]?.top : target?.y
    points.push({ x, y: end ?? 0 }, { x, y: target?.y ?? 0 })
    // A piece without a length would turn the head of the arrow.
    const distinct = points.filter(
      ({ x, y }, index) => x !== points[index - 1]?.x || y !== points[index - 1]?.y,
    )
    return { kind: thread.kind, from: thread.from, to: thread.to, points: distinct }
  })
}

const middle = (box: Box | undefined) => (box ? box.x + box.width / 2 : 0)

/** Where on a box's edge each line is tied, so that neighbouring lines do not cross there. */
function spread(
  threads: Thread[],
  boxOf: (thread: Thread) => Box | undefined,
  towards: (thread: Thread) => number,
  partOf: (box: Box) => { left: number; right: number },
): Map<Thread, number> {
  const places = new Map<Thread, number>()
  for (const [box, tied] of Map.groupBy(threads, boxOf)) {
    if (!box) continue
    const { left, right } = partOf(box)
    const sorted = tied.toSorted((a, b) => towards(a) - towards(b))
    sorted.forEach((thread, index) => {
      const share = left + ((right - left) * (index + 1)) / (sorted.length + 1)
      places.set(thread, box.x + box.width * share)
    })
  }
  return places
}

/** The line as the `d` of an SVG path: straight down within a row, an S between rows. */
export function pathOf({ points }: Link): string {
  const round = (value: number) => Math.round(value * 10) / 10
  return points
    .map((point, index) => {
      const before = points[index - 1]
      const [x, y] = [round(point.x), round(point.y)]
      if (!before) return `M${x} ${y}`
      if (Math.abs(before.x - point.x) < 0.05) return `V${y}`
      const half = round((before.y + point.y) / 2)
      return `C${round(before.x)} ${half} ${x} ${half} ${x} ${y}`
    })
    .join('')
}
