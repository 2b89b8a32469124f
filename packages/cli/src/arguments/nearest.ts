import { nearest } from '@keelson/compose/nearest'

/** " Did you mean …?" when one of the names is close to what was typed, else nothing. */
export function suggestion(typed: string, names: readonly string[]): string {
  const dashes = /^-*/.exec(typed)?.[0].length ?? 0
  const found = nearest(
    typed.slice(dashes),
    names.map((name) => name.slice(dashes)),
  )
  return found === undefined ? '' : ` Did you mean ${typed.slice(0, dashes)}${found}?`
}
