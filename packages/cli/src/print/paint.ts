import { stripVTControlCharacters } from 'node:util'

const codes = {
  bold: 1,
  dim: 2,
  red: 31,
  green: 32,
  yellow: 33,
  blue: 34,
  magenta: 35,
  cyan: 36,
  brightGreen: 92,
  brightYellow: 93,
  brightBlue: 94,
  brightMagenta: 95,
  brightCyan: 96,
} as const

export type Colour = keyof typeof codes

/** Colours a piece of text, or leaves it as it is where colours are not wanted. */
export type Paint = (colour: Colour, text: string) => string

export function paint(coloured: boolean): Paint {
  return coloured ? (colour, text) => `\u001b[${codes[colour]}m${text}\u001b[0m` : (_, text) => text
}

/** Colours told apart easily, one for each container in a log. */
export const logColours = [
  'cyan',
  'yellow',
  'green',
  'magenta',
  'blue',
  'brightCyan',
  'brightYellow',
  'brightGreen',
  'brightMagenta',
  'brightBlue',
] as const satisfies readonly Colour[]

/** Without escape sequences: what is counted when columns are aligned, and what plain output shows. */
export const plain = stripVTControlCharacters
