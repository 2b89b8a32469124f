import type { Place } from '../problem.ts'
import type { Origin, Source } from './node.ts'

const lineStarts = new WeakMap<Source, number[]>()

function startsOf(source: Source): number[] {
  const known = lineStarts.get(source)
  if (known) return known
  const starts = [0]
  for (let at = source.text.indexOf('\n'); at >= 0; at = source.text.indexOf('\n', at + 1))
    starts.push(at + 1)
  lineStarts.set(source, starts)
  return starts
}

const widest = 160

/** Line, column and the lines to show for a node or key. */
export function placeOf({ source, start, end }: Origin): Place {
  const starts = startsOf(source)
  let low = 0
  let high = starts.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((starts[middle] ?? 0) <= start) low = middle
    else high = middle - 1
  }
  const lineStart = starts[low] ?? 0
  const lineAt = (index: number) => {
    const from = starts[index] ?? 0
    const to = source.text.indexOf('\n', from)
    const line = source.text.slice(from, Math.min(to < 0 ? source.text.length : to, from + widest * 4))
    return line.replace(/\r$/, '')
  }
  const line = lineAt(low)
  const length = Math.max(1, Math.min(end, lineStart + line.length) - start)
  const excerpt = (low > 0 ? [lineAt(low - 1), line] : [line]).map((text) => text.slice(0, widest))
  return { file: source.file, line: low + 1, column: start - lineStart + 1, length, excerpt }
}
