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
