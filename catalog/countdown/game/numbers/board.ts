import { type Random, takeAny } from '../seeded.ts'

/** One operation between two positive whole numbers, `a op b = result`, larger operand first. */
export type Step = { a: number; op: Operator; b: number; result: number }
export type Operator = '+' | '-' | '*' | '/'

/** Six tiles and the number to reach. */
export type Board = { tiles: readonly number[]; target: number }

/** 1 to 10 twice each, 25 50 75 100 once. */
export const bag: readonly number[] = [
  ...Array.from({ length: 10 }, (_, n) => n + 1),
  ...Array.from({ length: 10 }, (_, n) => n + 1),
  25,
  50,
  75,
  100,
]

/** Every way to draw six tiles, each once, largest tile first: 13,243 of them. */
export function* draws(count = 6): Generator<number[]> {
  const kinds = [...new Set(bag)].sort((x, y) => y - x)
  const copies = kinds.map((kind) => bag.filter((tile) => tile === kind).length)

  function* choose(kind: number, chosen: number[]): Generator<number[]> {
    if (chosen.length === count) yield chosen
    const tile = kinds[kind]
    if (tile === undefined || chosen.length === count) return
    for (let n = Math.min(copies[kind] ?? 0, count - chosen.length); n >= 0; n--) {
      yield* choose(kind + 1, [...chosen, ...new Array<number>(n).fill(tile)])
    }
  }
  yield* choose(0, [])
}

export const smallest = 100
export const greatest = 999

/** A board as in the show: `large` of the four large tiles (0 to 4), the others small, any target of three digits. */
export function drawBoard(large: number, random: Random): Board {
  const [big, small] = [bag.filter((tile) => tile > 10), bag.filter((tile) => tile <= 10)]
  const tiles = Array.from({ length: 6 }, (_, n) => takeAny(n < large ? big : small, random))
  return { tiles, target: smallest + Math.floor(random() * (greatest - smallest + 1)) }
}

/** Why these tiles cannot be drawn, or `undefined` when they can: six from the bag. */
export function wrongTiles(tiles: readonly number[]): string | undefined {
  if (tiles.length !== 6) return `there must be six tiles, not ${tiles.length}`
  const left = [...bag]
  for (const tile of tiles) {
    const at = left.indexOf(tile)
    if (at < 0 && !bag.includes(tile)) return `there is no tile ${tile}: they are 1 to 10, 25, 50, 75 and 100`
    if (at < 0) return `there are not that many tiles ${tile}: 1 to 10 come twice, the large ones once`
    left.splice(at, 1)
  }
  return undefined
}
