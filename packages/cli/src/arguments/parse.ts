import { Failure } from '../failure.ts'
import type { Flag, Flags, Values } from './flags.ts'
import { suggestion } from './nearest.ts'

/** `words`: flags may stand anywhere. `first-word`: everything from the first word on is left alone. */
export type Stop = 'words' | 'first-word'

export type Parsed<F extends Flags> = {
  values: Values<F>
  words: string[]
  /** Long names of the flags that were given, to tell "not given" from "given as the default". */
  given: ReadonlySet<string>
}

/**
 * Reads flags as `docker compose` does: `--name value`, `--name=value`, `-n value`, `-nvalue`, `-n=value`, grouped
 * switches (`-aq`), `--switch=false`, values that begin with a dash, and `--` after which all are words. (Node's
 * own parseArgs knows neither the stop at the first word nor `-n=value`, `--switch=false` and dashed values.)
 *
 * @throws Failure for an unknown flag, a missing value or one of the wrong kind.
 */
export function parse<F extends Flags>(argv: readonly string[], flags: F, stop: Stop = 'words'): Parsed<F> {
  const found = new Map<string, string[]>()
  const words: string[] = []
  const byShort = new Map(
    Object.entries(flags).flatMap(([name, flag]) => (flag.short ? [[flag.short, name] as const] : [])),
  )

  for (let at = 0; at < argv.length; at++) {
    const word = argv[at] ?? ''
    if (word === '--') {
      words.push(...argv.slice(at + 1))
      break
    }
    if (!word.startsWith('-') || word === '-') {
      if (stop === 'first-word') {
        words.push(...argv.slice(at))
        break
      }
      words.push(word)
      continue
    }
    at = word.startsWith('--') ? takeLong(word, at) : takeShorts(word, at)
  }

  return { values: valuesOf(flags, found), words, given: new Set(found.keys()) }

  function takeLong(word: string, at: number): number {
    const equals = word.indexOf('=')
    const name = equals < 0 ? word.slice(2) : word.slice(2, equals)
    const flag = Object.hasOwn(flags, name) ? flags[name] : undefined
    if (!flag) throw unknownFlag(`--${name}`, flags)
    if (equals >= 0) keep(name, word.slice(equals + 1))
    else if (flag.kind === 'switch') keep(name, 'true')
    else return takeNext(name, `--${name}`, at)
    return at
  }

  function takeShorts(word: string, at: number): number {
    for (let i = 1; i < word.length; i++) {
      const letter = word.charAt(i)
      const name = byShort.get(letter)
      const flag = name === undefined ? undefined : flags[name]
      if (name === undefined || !flag) throw unknownShort(letter, word, flags)
      const rest = word.slice(i + 1)
      if (rest.startsWith('=')) {
        keep(name, rest.slice(1))
        return at
      }
      if (flag.kind === 'switch') {
        keep(name, 'true')
        continue
      }
      if (rest) {
        keep(name, rest)
        return at
      }
      return takeNext(name, `-${letter}`, at)
    }
    return at
  }

  function takeNext(name: string, written: string, at: number): number {
    const value = argv[at + 1]
    if (value === undefined) throw new Failure(`The flag ${written} needs a value.`)
    keep(name, value)
    return at + 1
  }

  function keep(name: string, value: string): void {
    const before = found.get(name)
    if (before) before.push(value)
    else found.set(name, [value])
  }
}

function valuesOf<F extends Flags>(flags: F, found: ReadonlyMap<string, readonly string[]>): Values<F> {
  const entries = Object.entries(flags).map(([name, flag]) => [name, read(name, flag, found.get(name))])
  return Object.fromEntries(entries) as Values<F>
}

function read(
  name: string,
  flag: Flag,
  given: readonly string[] | undefined,
): boolean | number | string | readonly string[] | undefined {
  const last = given?.at(-1)
  switch (flag.kind) {
    case 'switch':
      return last === undefined ? flag.default === true : truth(name, last)
    case 'number':
      return last === undefined ? undefined : wholeNumber(name, last)
    case 'text':
      if (last !== undefined && flag.oneOf) allowed(name, last, flag.oneOf)
      return last ?? flag.default
    case 'list':
      for (const value of given ?? []) if (flag.oneOf) allowed(name, value, flag.oneOf)
      return given ?? []
  }
}

function truth(name: string, value: string): boolean {
  if (/^(1|t|true)$/i.test(value)) return true
  if (/^(0|f|false)$/i.test(value)) return false
  throw new Failure(`--${name} is "${value}", which is neither true nor false.`)
}

function wholeNumber(name: string, value: string): number {
  if (!/^[+-]?\d{1,9}$/.test(value))
    throw new Failure(`--${name} is "${value}", which is not a whole number.`)
  return Number(value)
}

function allowed(name: string, value: string, oneOf: readonly string[]): void {
  if (!oneOf.includes(value)) {
    throw new Failure(`--${name} is "${value}"; it can be ${oneOf.join(', ')}.${suggestion(value, oneOf)}`)
  }
}

function unknownFlag(written: string, flags: Flags): Failure {
  const names = Object.keys(flags).map((name) => `--${name}`)
  return new Failure(`unknown flag: ${written}.${suggestion(written, names)}`)
}

function unknownShort(letter: string, word: string, flags: Flags): Failure {
  const meant = `-${word}`
  const long = word.length > 2 && Object.hasOwn(flags, word.slice(1)) ? ` Did you mean ${meant}?` : ''
  return new Failure(`unknown shorthand flag: -${letter} in ${word}.${long}`)
}
