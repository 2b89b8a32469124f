export type Theme = 'auto' | 'light' | 'dark'

type Palette = {
  canvas: string
  surface: string
  line: string
  strong: string
  text: string
  faint: string
  wire: string
  accent: string
  tones: Record<'good' | 'busy' | 'warn' | 'bad' | 'idle', string>
  regions: readonly string[]
  tint: number
}

/** The dashboard's own colours. Every text has at least 4.5 : 1 on its ground. */
const light: Palette = {
  canvas: '#fbfbfa',
  surface: '#ffffff',
  line: '#d3d2ce',
  strong: '#8d8c87',
  text: '#16181b',
  faint: '#5d6167',
  wire: '#6b7078',
  accent: '#0b61c4',
  tones: { good: '#16794a', busy: '#0b61c4', warn: '#955700', bad: '#c02b2b', idle: '#6f747b' },
  regions: ['#0b61c4', '#8a3ea8', '#0f766e', '#a1530b', '#b3265e', '#4b6b0f'],
  tint: 0.06,
}
const dark: Palette = {
  canvas: '#0e1013',
  surface: '#181c21',
  line: '#3a4149',
  strong: '#6a727c',
  text: '#eceef0',
  faint: '#a0a7af',
  wire: '#8d959e',
  accent: '#6cb2ff',
  tones: { good: '#52c98a', busy: '#6cb2ff', warn: '#e9b14d', bad: '#ff8078', idle: '#8d959e' },
  regions: ['#6cb2ff', '#cf93ea', '#4fc7bb', '#f0a85e', '#f48fb6', '#b3d15f'],
  tint: 0.09,
}

/** How many networks are told apart by colour; further ones begin again. */
export const regionColours = light.regions.length

/** The style sheet of the picture. Plain properties only: not every reader of SVG knows custom ones. */
export function styleOf(theme: Theme): string {
  const font = `text{font-family:Inter,system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;font-size:11px}
.name{font-size:14px;font-weight:600}.mono{font-family:ui-monospace,"SF Mono",Menlo,Consolas,monospace;font-size:10.5px}
.strong{font-weight:600}.wire{fill:none;stroke-width:1.5}.mounts{stroke-dasharray:2 4;stroke-linecap:round}.optional{stroke-dasharray:6 4}
.region{stroke-width:1.25}.host,.outside{stroke-dasharray:7 5}`
  if (theme !== 'auto') return `${font}\n${rules(theme === 'dark' ? dark : light)}`
  return `${font}\n${rules(light)}\n@media (prefers-color-scheme:dark){${rules(dark)}}`
}

const rules = (palette: Palette) =>
  [
    `.canvas{fill:${palette.canvas}}`,
    `.card,.volume,.door{fill:${palette.surface};stroke:${palette.line}}`,
    `.door{stroke:${palette.accent}}`,
    `text{fill:${palette.text}}`,
    `.faint{fill:${palette.faint}}`,
    `.accent{fill:${palette.accent}}`,
    `.wire,.icon{stroke:${palette.wire}}`,
    `.head{fill:${palette.wire};stroke:${palette.wire}}`,
    `.hollow{fill:${palette.canvas}}`,
    `.halo{stroke:${palette.canvas};stroke-width:4;paint-order:stroke;stroke-linejoin:round}`,
    `.drop{stroke:${palette.accent};stroke-width:1.5;fill:none}`,
    `.drophead{fill:${palette.accent}}`,
    ...Object.entries(palette.tones).map(
      ([tone, colour]) => `.${tone}{color:${colour}}.${tone} text{fill:${colour}}`,
    ),
    ...palette.regions.map(
      (colour, index) =>
        `.r${index}{stroke:${colour};fill:${colour};fill-opacity:${palette.tint}}.t${index}{fill:${colour}}`,
    ),
  ].join('')
