import type { Place } from './problem.ts'

/** Where each value of a department was read, by its path. */
export class Places {
  readonly #places = new Map<string, Place>()

  set(path: (string | number)[], { file, line, column }: Place): void {
    this.#places.set(path.join('.'), { file, line, column })
  }

  /** The place of a value, or of the nearest thing that it is part of. */
  of(path: (string | number)[]): Place | undefined {
    for (let length = path.length; length > 0; length--) {
      const place = this.#places.get(path.slice(0, length).join('.'))
      if (place) return place
    }
    return undefined
  }
}
