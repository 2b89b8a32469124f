import { type Colour, logColours, type Paint } from './paint.ts'

/** Puts a container's name before what it wrote: `web-1  | listening`, each container in a colour of its own. */
export class LogPrefix {
  readonly #paint: Paint
  readonly #shown: boolean
  readonly #colours = new Map<string, Colour>()
  #width = 0

  constructor(paint: Paint, options: { shown: boolean; names?: readonly string[] }) {
    this.#paint = paint
    this.#shown = options.shown
    for (const name of options.names ?? []) this.#know(name)
  }

  line(name: string, text: string): string {
    if (!this.#shown) return text
    const colour = this.#know(name)
    return `${this.#paint(colour, `${name.padEnd(this.#width)}  |`)} ${text}`
  }

  #know(name: string): Colour {
    const known = this.#colours.get(name)
    if (known) return known
    const colour = logColours[this.#colours.size % logColours.length] ?? 'cyan'
    this.#colours.set(name, colour)
    this.#width = Math.max(this.#width, name.length)
    return colour
  }
}
