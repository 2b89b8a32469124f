import type { Topology } from '@keelson/protocol'
import { sharedVolumes } from '../layout/layout.ts'
import { sizes } from '../layout/sizes.ts'
import { escapeXml, textWidth } from './text.ts'
import type { Words } from './words.ts'

/** A kind of line: who waits for whom and how, who may be absent, who shares a volume. */
export type LegendEntry = { kind: 'started' | 'healthy' | 'completed' | 'optional' | 'mounts'; text: string }

/** What the lines of this picture mean: only those that are in it. */
export function legendOf(topology: Topology, words: Words): LegendEntry[] {
  const needs = topology.services.flatMap((service) => service.needs)
  return [
    ...(['started', 'healthy', 'completed'] as const)
      .filter((condition) => needs.some((need) => need.condition === condition))
      .map((condition) => ({ kind: condition, text: words[condition] })),
    ...(needs.some(({ required }) => !required) ? [{ kind: 'optional' as const, text: words.optional }] : []),
    ...(sharedVolumes(topology).length > 0 ? [{ kind: 'mounts' as const, text: words.shared }] : []),
  ]
}

/** The legend as a row below a picture that ends at `y`. */
export function drawLegend(
  entries: LegendEntry[],
  y: number,
): { svg: string; width: number; height: number } {
  if (entries.length === 0) return { svg: '', width: 0, height: 0 }
  let x: number = sizes.margin
  const middle = y + 4
  const drawn = entries.map(({ kind, text }) => {
    const dashed = kind === 'optional' || kind === 'mounts'
    const look = dashed ? `class="wire ${kind}"` : `class="wire" marker-end="url(#${kind})"`
    const svg = `<path ${look} d="M${x} ${middle}h26"/><text class="faint" x="${x + 34}" y="${middle + 4}">${escapeXml(text)}</text>`
    x += Math.ceil(34 + textWidth(text, 11) + 22)
    return svg
  })
  return { svg: drawn.join(''), width: x, height: sizes.margin + 4 }
}
