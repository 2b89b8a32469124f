/** One flag as a command declares it; help, completion, reference and the parser all read the same table. */
export type Flag = { short?: string; help: string; hidden?: true } & (
  | { kind: 'switch'; default?: true }
  | { kind: 'text'; value: string; oneOf?: readonly string[]; default?: string }
  /** May be given many times; every value is kept, in order. */
  | { kind: 'list'; value: string; oneOf?: readonly string[] }
  | { kind: 'number'; value: string }
)

/** Flags by their long name, without the dashes. */
export type Flags = Readonly<Record<string, Flag>>

type Value<F extends Flag> = F extends { kind: 'switch' }
  ? boolean
  : F extends { kind: 'list' }
    ? readonly string[]
    : F extends { kind: 'number' }
      ? number | undefined
      : F extends { kind: 'text'; default: string }
        ? string
        : string | undefined

/** What a command line gave, by the flags' long names. */
export type Values<F extends Flags> = { readonly [Name in keyof F]: Value<F[Name]> }
