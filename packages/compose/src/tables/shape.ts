/**
 * The tables: for every attribute what it may be, how it merges, what its short forms stand for and how it is
 * printed. Validation, interpolation casts, merging, canonical forms, paths, decoding, printing and the editor
 * schema all read these and nothing else.
 */
export type Shape = {
  readonly text?: TextRule
  readonly number?: NumberRule
  readonly flag?: true
  readonly nothing?: true
  readonly list?: ListRule
  readonly object?: ObjectRule
  /** What the value becomes in the project. */
  readonly as: As
  /** The key in the project where it differs from the file's. */
  readonly printed?: string
  /** A zero value (`0`, `false`, `"0s"`) is printed too. */
  readonly keep?: true
  /** Printed even when the file says nothing. */
  readonly always?: true
  /** Text that interpolation made is read as this. */
  readonly cast?: 'whole' | 'float' | 'flag'
  /** How a later file changes an earlier one; default: mappings by key, lists appended, scalars replaced. */
  readonly merge?: MergeRule
  /** What makes two list items the same; the later one stays. */
  readonly identity?: Identity
  /** Short form to long form. */
  readonly canonical?: Canonical
  /** What is filled in when missing. */
  readonly fallback?: Fallback
  /** How a relative path is resolved. */
  readonly path?: PathRule
  /** A rule across keys of a finished value. */
  readonly check?: Check
  /** Why a writer should not use the key any more, or what to use. */
  readonly obsolete?: string
}

export type TextRule = { readonly allowed?: readonly string[]; readonly pattern?: RegExp }
export type NumberRule = { readonly whole?: true; readonly min?: number; readonly max?: number }
export type ListRule = { readonly of: Shape; readonly unique?: true }
export type ObjectRule = {
  readonly fields?: ReadonlyMap<string, Shape>
  readonly required?: readonly string[]
  /** `x-*` keys are taken and kept. */
  readonly extensions?: true
  /** Keys that the user names. */
  readonly keys?: { readonly pattern: RegExp; readonly of: Shape }
  /** Other keys are taken and ignored. */
  readonly open?: true
}

export type As =
  | 'text'
  | 'any-text'
  | 'whole'
  | 'count'
  | 'small-count'
  | 'float'
  | 'flag'
  | 'opt-out'
  | 'bytes'
  | 'duration'
  | 'mode'
  | 'texts'
  | 'text-or-texts'
  | 'any-texts'
  | 'record'
  | 'texts-by-key'
  | 'mapping'
  | 'labels'
  | 'environment'
  | 'options'
  | 'multi-options'
  | 'hosts'
  | 'command'
  | 'test'
  | 'ssh'
  | 'env-files'
  | 'device-count'
  | 'ulimit'
  | 'object'
  | 'object-or-null'
  | 'list'
  | 'ignored'

export type MergeRule =
  | 'replace'
  | 'sequence'
  | 'mapping'
  | 'dependencies'
  | 'hosts'
  | 'build'
  | 'logging'
  | 'ipam'
export type Identity = 'key' | 'mount' | 'device' | 'secret' | 'config' | 'env-file' | 'exposed' | 'port'
export type Canonical =
  | 'text-of'
  | 'key-value'
  | 'dependencies'
  | 'env-files'
  | 'list'
  | 'extends'
  | 'gpus'
  | 'names'
  | 'mount'
  | 'device'
  | 'file-mount'
  | 'ports'
  | 'build'
  | 'ssh'
  | 'external'
export type Fallback = 'build' | 'secret' | 'port' | 'device-request'
export type PathRule = 'context' | 'unix' | 'file' | 'extends' | 'watch' | 'mount' | 'driver-options'
export type Check = 'volume' | 'config' | 'secret' | 'address' | 'not-blank' | 'device-request'

type Rules = Partial<Omit<Shape, 'text' | 'number' | 'flag' | 'nothing' | 'list' | 'object'>>

/** Text only. */
export const text = (rules: Rules & TextRule = {}): Shape => {
  const { allowed, pattern, ...rest } = rules
  return { text: { ...(allowed && { allowed }), ...(pattern && { pattern }) }, as: 'text', ...rest }
}
/** True or false, or text that interpolation turns into it. */
export const flag = (rules: Rules = {}): Shape => ({ flag: true, text: {}, as: 'flag', ...rules })
/** A whole number or text that holds one. */
export const whole = (rules: Rules & NumberRule = {}): Shape => {
  const { whole: _, min, max, ...rest } = rules
  const number = {
    whole: true as const,
    ...(min !== undefined && { min }),
    ...(max !== undefined && { max }),
  }
  return { number, text: {}, as: 'whole', ...rest }
}
/** Any number or text that holds one. */
export const number = (as: As, rules: Rules = {}): Shape => ({ number: {}, text: {}, as, ...rules })
/** A size: a whole number of bytes or text with a unit. */
export const bytes = (rules: Rules = {}): Shape => ({ number: {}, text: {}, as: 'bytes', ...rules })
/** Text such as `1m30s`. */
export const duration = (rules: Rules = {}): Shape => ({ text: {}, as: 'duration', ...rules })
/** A list of texts. */
export const texts = (rules: Rules & { unique?: true } = {}): Shape => {
  const { unique, ...rest } = rules
  return { list: { of: text(), ...(unique && { unique }) }, as: 'texts', ...rest }
}
/** One text or a list of different ones. */
export const oneOrMore = (rules: Rules = {}): Shape => ({
  text: {},
  list: { of: text(), unique: true },
  as: 'text-or-texts',
  ...rules,
})
/** A list of `of`. */
export const list = (of: Shape, rules: Rules & { unique?: true } = {}): Shape => {
  const { unique, ...rest } = rules
  return { list: { of, ...(unique && { unique }) }, as: 'list', ...rest }
}

const simple: Shape = { text: {}, number: {}, flag: true, nothing: true, as: 'any-text' }

/** `key: value` pairs or a list of `key=value`. */
export const pairs = (as: As, rules: Rules = {}): Shape => ({
  object: { keys: { pattern: /.+/s, of: simple } },
  list: { of: text(), unique: true },
  as,
  ...rules,
})
/** Options handed to a driver: values are text or numbers. */
export const options = (rules: Rules = {}): Shape => ({
  object: { keys: { pattern: /^.+$/, of: number('any-text') }, open: true },
  as: 'options',
  ...rules,
})
/** Named fields and `x-*`. */
export const object = (
  fields: Readonly<Record<string, Shape>>,
  rules: Rules & { required?: readonly string[]; closed?: true; open?: true } = {},
): Shape => {
  const { required, closed, open, ...rest } = rules
  const object: ObjectRule = {
    fields: new Map(Object.entries(fields)),
    ...(required && { required }),
    ...(closed ? {} : { extensions: true as const }),
    ...(open && { open }),
  }
  return { object, as: 'object', ...rest }
}

export const userName = /^[a-zA-Z0-9._-]+$/

/** A mapping whose keys the user names. */
export const named = (of: Shape, rules: Rules & { open?: true } = {}): Shape => {
  const { open, ...rest } = rules
  return { object: { keys: { pattern: userName, of }, ...(open && { open }) }, as: 'record', ...rest }
}
