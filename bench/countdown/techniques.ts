import { readFileSync } from 'node:fs'
import wabt from 'wabt'
import { exhaustive } from '../../catalog/countdown/game/numbers/exhaustive.ts'
import { reachableTargets } from '../../catalog/countdown/game/numbers/reachable.ts'
import { solve } from '../../catalog/countdown/game/numbers/solve.ts'
import type { ValueSet } from '../../catalog/countdown/game/numbers/value-set.ts'

/** A way to solve a board. Gives the distance from the target, for the ways to be held against each other. */
export type Technique = { name: string; away: (tiles: readonly number[], target: number) => number }

const LIMIT = 2000

/** Everything that was tried for the numbers solver, slowest idea first, ours last. */
export async function techniques(): Promise<Technique[]> {
  const compiled = await recursionInWasm()
  const pool: (ValueSet | undefined)[] = []
  return [
    { name: 'plain recursion', away: (tiles, target) => nearest(exhaustive(tiles, LIMIT), target) },
    { name: 'plain recursion in WebAssembly', away: (tiles, target) => nearest(compiled(tiles), target) },
    {
      name: 'recursion in canonical order, memo of multisets',
      away: (tiles, target) => nearest(memoised(tiles), target),
    },
    {
      name: 'values of each subset, in JavaScript sets',
      away: (tiles, target) => away(valuesOf(tiles), target),
    },
    {
      name: 'values of each subset, in typed arrays',
      away: (tiles, target) => away(fromFlags(reachableTargets(tiles, pool)), target),
    },
    {
      name: 'up to four tiles in typed arrays, the rest asked backwards (ours)',
      away: (tiles, target) => solve({ tiles, target }).away,
    },
  ]
}

/** @param fewest steps by value, 255 where none makes it */
function nearest(fewest: Uint8Array, target: number): number {
  for (let distance = 0; distance < LIMIT; distance++)
    if ((fewest[target - distance] ?? 255) < 255 || (fewest[target + distance] ?? 255) < 255) return distance
  throw new Error(`nothing near ${target}`)
}

function away(values: Iterable<number>, target: number): number {
  let best = Number.POSITIVE_INFINITY
  for (const value of values) best = Math.min(best, Math.abs(value - target))
  return best
}

function* fromFlags(flags: Uint8Array): Generator<number> {
  for (const [index, found] of flags.entries()) if (found) yield index + 100
}

type Exports = {
  memory: { readonly buffer: ArrayBuffer }
  combine: (count: number, steps: number, limit: number) => void
}

async function recursionInWasm(): Promise<(tiles: readonly number[]) => Uint8Array> {
  const { parseWat } = await wabt()
  const source = readFileSync(new URL('recursion.wat', import.meta.url), 'utf8')
  const { memory, combine } = instantiate(parseWat('recursion.wat', source).toBinary({}).buffer)
  return (tiles) => {
    const fewest = new Uint8Array(memory.buffer, 64, LIMIT + 1).fill(255)
    new Int32Array(memory.buffer, 0, tiles.length).set(tiles)
    for (const tile of tiles) fewest[tile] = 0
    combine(tiles.length, 1, LIMIT)
    return fewest
  }
}

/** Node has it, and its types do not. */
function instantiate(bytes: Uint8Array): Exports {
  const { WebAssembly } = globalThis as unknown as {
    WebAssembly: {
      Module: new (bytes: Uint8Array) => object
      Instance: new (module: object) => { exports: Exports }
    }
  }
  return new WebAssembly.Instance(new WebAssembly.Module(bytes)).exports
}

/** As plain recursion, but what is left is kept sorted, and no multiset is looked at twice. */
function memoised(tiles: readonly number[]): Uint8Array {
  const fewest = new Uint8Array(LIMIT + 1).fill(255)
  const seen = new Set<string>()
  const look = (numbers: number[], steps: number) => {
    const key = numbers.join()
    if (seen.has(key)) return
    seen.add(key)
    for (const value of numbers) if (value <= LIMIT && steps < (fewest[value] ?? 0)) fewest[value] = steps
    for (const [i, high] of numbers.entries()) {
      for (let j = i + 1; j < numbers.length; j++) {
        const low = numbers[j] as number
        const rest = numbers.filter((_, at) => at !== i && at !== j)
        for (const made of results(high, low))
          look(
            [...rest, made].sort((a, b) => b - a),
            steps + 1,
          )
      }
    }
  }
  look(
    [...tiles].sort((a, b) => b - a),
    0,
  )
  return fewest
}

function valuesOf(tiles: readonly number[]): Set<number> {
  const sets: Set<number>[] = []
  const everything = new Set<number>()
  for (let subset = 1; subset < 1 << tiles.length; subset++) {
    const own = new Set<number>()
    for (let half = (subset - 1) & subset; half > 0; half = (half - 1) & subset) {
      if (half < (subset ^ half)) continue
      for (const x of sets[half] ?? [])
        for (const y of sets[subset ^ half] ?? [])
          for (const made of results(Math.max(x, y), Math.min(x, y))) own.add(made)
    }
    if ((subset & (subset - 1)) === 0) own.add(tiles[31 - Math.clz32(subset)] as number)
    sets[subset] = own
    for (const value of own) everything.add(value)
  }
  return everything
}

function results(high: number, low: number): number[] {
  const made = [high + low]
  if (high !== low && high !== 2 * low) made.push(high - low)
  if (low > 1) made.push(high * low)
  if (low > 1 && high % low === 0 && high !== low * low) made.push(high / low)
  return made
}
