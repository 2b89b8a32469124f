import type { Topology } from '@keelson/protocol'
import { sharedVolumes } from '../layout/layout.ts'
import { sizes } from '../layout/sizes.ts'
import { escapeXml, textWidth } from './text.ts'
import type { Words } from './words.ts'

/** What the lines of this picture mean, below it: only those that are in it. */
export function legendOf(
  topology: Topology,
  words: Words,
  y: number,
): { svg: string; width: number; height: number } {
  const needs = topology.services.flatMap((service) => service.needs)
  const entries = [
    ...(['started', 'healthy', 'completed'] as const)
      .filter((condition) => needs.some((need) => need.condition === condition))
      .map((condition) => ({ line: `class="wire" marker-end="url(#${condition})"`, text: words[condition] })),
    ...(needs.some(({ required }) => !required)
      ? [{ line: 'class="wire optional"', text: words.optional }]
      : []),
    ...(sharedVolumes(topology).length > 0 ? [{ line: 'class="wire mounts"', text: words.shared }] : []),
  ]
  if (entries.length === 0) return { svg: '', width: 0, height: 0 }
  let x: number = sizes.margin
  const middle = y + 4
  const drawn = entries.map(({ line, text }) => {
    const svg = `<path ${line} d="M${x} ${middle}h26"/><text class="faint" x="${x + 34}" y="${middle + 4}">${escapeXml(text)}</text>`
    x += Math.ceil(34 + textWidth(text, 11) + 22)
    return svg
  })
  return { svg: drawn.join(''), width: x, height: sizes.margin + 4 }
}
