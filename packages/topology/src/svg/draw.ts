import type { Topology } from '@keelson/protocol'
import { asText, portText } from '../as-text.ts'
import { type Box, type Layout, layOut } from '../layout/layout.ts'
import { type Link, pathOf } from '../layout/links.ts'
import { sizes } from '../layout/sizes.ts'
import { doorsOf, type Live, type LiveService } from '../live.ts'
import { drawLegend, legendOf } from './legend.ts'
import { linesOf } from './lines.ts'
import { marks } from './marks.ts'
import { regionColours, styleOf, type Theme } from './style.ts'
import { escapeXml, fit, textWidth } from './text.ts'
import { english, type Words } from './words.ts'

export type DrawOptions = {
  live?: Live
  /** Default `auto`: light or dark as the reader's system is. */
  theme?: Theme
  /** Default English. */
  words?: Words
}

type Parts = Topology['services'][number]

/** The picture of a topology as the text of an SVG file. The same input gives the same text. */
export function draw(topology: Topology, options: DrawOptions = {}): string {
  const { live, theme = 'auto', words = english(topology.name) } = options
  const doors = new Map(topology.services.map((service) => [service.name, doorsOf(service, live)]))
  const layout = layOut(topology, (name) => doors.get(name)?.length ?? 0)
  const legend = drawLegend(legendOf(topology, words), layout.height)
  const [width, height] = [Math.max(layout.width, legend.width), layout.height + legend.height]
  const services = new Map(topology.services.map((service) => [service.name, service]))
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="title desc">`,
    `<title id="title">${escapeXml(words.title)}</title>`,
    `<desc id="desc">${escapeXml(asText(topology))}</desc>`,
    `<style>${styleOf(theme)}</style>`,
    heads,
    `<rect class="canvas" width="${width}" height="${height}" rx="12"/>`,
    ...layout.regions.map((region) => drawRegion(region, topology, words)),
    ...layout.links.map((link) => drawLink(link, services.get(link.from))),
    ...layout.volumes.map((box) => drawVolume(box, topology, words)),
    ...layout.cards.map((card) => {
      const service = services.get(card.service)
      return service
        ? drawCard(card, service, { topology, live, words, doors: doors.get(card.service) ?? [] })
        : ''
    }),
    legend.svg,
    '</svg>',
    '',
  ].join('\n')
}

/** Three ways to wait, three heads: open, filled, filled behind a bar. */
const heads = `<defs>
<marker id="started" viewBox="0 0 12 12" refX="10" refY="6" markerWidth="9" markerHeight="9" markerUnits="userSpaceOnUse" orient="auto"><path class="head hollow" d="M2 2 10 6 2 10Z" stroke-width="1.5"/></marker>
<marker id="healthy" viewBox="0 0 12 12" refX="10" refY="6" markerWidth="9" markerHeight="9" markerUnits="userSpaceOnUse" orient="auto"><path class="head" d="M1 1 11 6 1 11Z"/></marker>
<marker id="completed" viewBox="0 0 12 12" refX="12" refY="6" markerWidth="10" markerHeight="10" markerUnits="userSpaceOnUse" orient="auto"><path class="head" d="M1 2 8 6 1 10ZM9.5 1V11" stroke-width="2"/></marker>
</defs>`

function drawRegion(region: Layout['regions'][number], { networks }: Topology, words: Words): string {
  const { network: name, x, y, width, height } = region
  const index = networks.findIndex((network) => network.name === name)
  const { kind = 'network', internal = false, external = false } = networks[index] ?? {}
  const colour = index % regionColours
  const notes = [internal ? words.internal : '', external ? words.external : ''].filter((note) => note !== '')
  const label = fit(kind === 'host' ? words.host : name, width - 30 - notes.join('').length * 7, 12)
  const look = kind === 'host' ? ' host' : external ? ' outside' : ''
  return [
    `<g><title>${escapeXml(name)}</title><rect class="region r${colour}${look}" x="${x}" y="${y}" width="${width}" height="${height}" rx="14"/>`,
    `<text class="strong t${colour}" x="${x + 14}" y="${y + 20}">${escapeXml(label)}`,
    notes.length > 0
      ? `<tspan class="faint" font-weight="400" dx="8">${escapeXml(notes.join(', '))}</tspan>`
      : '',
    '</text></g>',
  ].join('')
}

function drawLink(link: Link, from: Parts | undefined): string {
  const path = pathOf(link)
  if (link.kind === 'mounts')
    return `<path class="wire mounts" d="${path}"><title>${escapeXml(`${link.from} – ${link.to}`)}</title></path>`
  const need = from?.needs.find(({ service }) => service === link.to)
  const optional = need?.required === false ? ' optional' : ''
  return `<path class="wire${optional}" d="${path}" marker-end="url(#${need?.condition ?? 'started'})"><title>${escapeXml(`${link.from} → ${link.to}`)}</title></path>`
}

const cylinder = (x: number, y: number) =>
  `<path class="icon" fill="none" stroke-width="1.2" d="M${x} ${y + 2}c0-2.6 9-2.6 9 0v6c0 2.6-9 2.6-9 0zc0 2.6 9 2.6 9 0"/>`
const folder = (x: number, y: number) =>
  `<path class="icon" fill="none" stroke-width="1.2" stroke-linejoin="round" d="M${x} ${y + 9}v-8h3.5l1.2 1.6h4.8v6.4z"/>`
const key = (x: number, y: number) =>
  `<path class="icon" fill="none" stroke-width="1.2" stroke-linecap="round" d="M${x + 0.5} ${y + 5}a2.4 2.4 0 1 0 4.8 0a2.4 2.4 0 1 0-4.8 0M${x + 5.3} ${y + 5}h4.2v2.2"/>`

function drawVolume(
  { volume: name, x, y, width, height }: Layout['volumes'][number],
  { volumes }: Topology,
  words: Words,
): string {
  const { kind = 'named', external = false } = volumes.find((volume) => volume.name === name) ?? {}
  const icon = kind === 'folder' ? folder : cylinder
  const label = fit(kind === 'anonymous' ? words.anonymous : name, width - 40, 12)
  return [
    `<g><title>${escapeXml(name)}</title>`,
    `<rect class="volume" x="${x}" y="${y}" width="${width}" height="${height}" rx="${kind === 'folder' ? 6 : height / 2}"/>`,
    icon(x + 14, y + height / 2 - 5),
    `<text class="strong" x="${x + 30}" y="${y + height / 2 + (external ? -2 : 4)}">${escapeXml(label)}</text>`,
    external
      ? `<text class="faint" x="${x + 30}" y="${y + height / 2 + 12}">${escapeXml(fit(words.external, width - 40, 11))}</text>`
      : '',
    '</g>',
  ].join('')
}

const icons = { named: cylinder, anonymous: cylinder, folder, kept: key }

type Around = { topology: Topology; live: Live | undefined; words: Words; doors: string[] }

function drawCard(card: Layout['cards'][number], service: Parts, around: Around): string {
  const { x, y, width, height } = card
  const { live, doors } = around
  const seen = live?.services.get(service.name)
  const replicas = seen?.wanted ?? service.replicas
  const count = countOf(replicas, seen)
  const room = width - 24 - (count ? 34 : 0) - (seen ? 18 : 0)
  const rate =
    seen?.rate === undefined
      ? ''
      : `<text class="accent" font-size="9" x="${x + 30}" y="${y - 3}">${escapeXml(around.words.rate(seen.rate))}</text>`
  return [
    `<g><title>${escapeXml(titleOf(service, seen?.state))}</title>`,
    ...card.doors.map((door, index) => drawDoor(door, doors[index] ?? '')),
    card.doors.length > 0
      ? `<path class="drop" d="M${x + 20} ${y - sizes.doorDrop}V${y - 4}"/><path class="drophead" d="M${x + 16} ${y - 6}h8l-4 6z"/>${rate}`
      : '',
    replicas > 1
      ? `<rect class="card" x="${x + 5}" y="${y + 5}" width="${width}" height="${height}" rx="10"/>`
      : '',
    `<rect class="card" x="${x}" y="${y}" width="${width}" height="${height}" rx="10"${service.job ? ' stroke-dasharray="5 3"' : ''}/>`,
    seen ? `<g class="${seen.tone}" transform="translate(${x + 12} ${y + 13})">${marks[seen.tone]}</g>` : '',
    `<text class="name" x="${x + (seen ? 30 : 12)}" y="${y + 24}">${escapeXml(fit(service.name, room, 14))}</text>`,
    count
      ? `<text class="strong faint" text-anchor="end" x="${x + width - 12}" y="${y + 24}">${count}</text>`
      : '',
    `<text class="mono faint" x="${x + 12}" y="${y + 43}">${escapeXml(fit(service.image, width - 24, 11.4))}</text>`,
    ...linesOf(service, around.topology, around.words).map(
      ({ kind, text }, index) =>
        `${icons[kind](x + 13, y + sizes.cardHead + index * sizes.cardLine)}<text class="faint" x="${x + 29}" y="${y + sizes.cardHead + 9 + index * sizes.cardLine}">${escapeXml(fit(text, width - 42, 11))}</text>`,
    ),
    '</g>',
  ].join('')
}

function countOf(replicas: number, seen: LiveService | undefined): string {
  if (seen) return seen.wanted > 0 ? `${seen.running}/${seen.wanted}` : ''
  return replicas === 1 ? '' : `×${replicas}`
}

function drawDoor({ x, y, width, height }: Box, text: string): string {
  // Bold letters are wider.
  const shown = fit(text, width - 22, 12.5)
  const needed = Math.max(48, Math.ceil(textWidth(shown, 12.5)) + 22)
  return `<rect class="door" x="${x}" y="${y}" width="${Math.min(width, needed)}" height="${height}" rx="${height / 2}"/><text class="accent strong" x="${x + 11}" y="${y + 15}">${escapeXml(shown)}</text>`
}

/** What a pointer that rests on a card is told. */
const titleOf = ({ name, image, ports }: Parts, state: string | undefined) =>
  [name, ...(state ? [state] : []), image, ...ports.map((port) => portText(port))].join('\n')
