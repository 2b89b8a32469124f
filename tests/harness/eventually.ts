import { eventually as ask } from '@keelson/catalog-testing'

/** As the catalog's, with what a test of the platform waits for first, and how long: in milliseconds. */
export function eventually<T>(
  what: string,
  milliseconds: number,
  look: () => Promise<T | undefined | false>,
): Promise<T> {
  return ask(what, look, { seconds: milliseconds / 1000, every: 100 })
}
