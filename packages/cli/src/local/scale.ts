import { Failure } from '../failure.ts'

/** `web=3 worker=2` as numbers. */
export function readScale(words: readonly string[], named = '--scale'): Record<string, number> {
  const scale: Record<string, number> = {}
  for (const word of words) {
    const [, service, count] = /^([^=]+)=(\d{1,6})$/.exec(word) ?? []
    if (service === undefined || count === undefined) {
      throw new Failure(`${named} is "${word}"; it looks like SERVICE=NUMBER.`, {
        hint: 'For example: web=3',
      })
    }
    scale[service] = Number(count)
  }
  return scale
}
