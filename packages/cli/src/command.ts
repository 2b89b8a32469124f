import type { Flags, Values } from './arguments/flags.ts'
import { globalFlags, serverFlags } from './arguments/shared-flags.ts'
import type { Terminal } from './print/terminal.ts'

/** What a command works in: nothing below reads process.env, process.cwd() or process.stdout by itself. */
export type Surroundings = {
  env: Readonly<Record<string, string | undefined>>
  cwd: string
  terminal: Terminal
}

/** One call of a command, parsed. */
export type Call<F extends Flags> = Surroundings & {
  values: Values<F>
  words: readonly string[]
  given: ReadonlySet<string>
}

/** What a command's words are, for completion. */
export type WordKind = 'service' | 'project' | 'version' | 'catalog-app' | 'command' | 'file' | 'none'

type Shape<F extends Flags> = {
  /** After the command's name: `[OPTIONS] [SERVICE...]`. */
  usage: string
  /** More than the one line in the list of commands; lines of plain text. */
  about?: string
  examples?: readonly string[]
  flags: F
  /** Least and most words; without a maximum any number. */
  words: readonly [number, number?]
  completes?: readonly WordKind[]
  /** Everything after the first word belongs to somebody else: `exec web ls -l`. */
  stop?: 'first-word'
}

/** A command whose type of flags is forgotten: what the table of commands holds. */
export type Command = Shape<Flags> & { run: (call: Call<Flags>) => Promise<number> }

type Run<F extends Flags> = (call: Call<F>) => Promise<number> | Promise<void>

/** A command on a folder's Compose project: it takes the global flags, its own winning where both have a letter. */
export function local<const F extends Flags>(
  shape: Shape<F>,
  run: Run<Omit<typeof globalFlags, keyof F> & F>,
): Command {
  return command(layered(globalFlags, shape), run)
}

/** A command that speaks to a server. */
export function remote<const F extends Flags>(
  shape: Shape<F>,
  run: Run<Omit<typeof serverFlags, keyof F> & F>,
): Command {
  return command(layered(serverFlags, shape), run)
}

/** A command that needs neither. */
export function command<F extends Flags>(shape: Shape<F>, run: Run<F>): Command {
  return Object.assign(shape, {
    // The parser made these values from `shape.flags`, so they are what `run` was written for.
    run: async (call: Call<Flags>) => (await run(call as Call<F>)) ?? 0,
  })
}

/** The flags are put together when they are asked for: many commands are read where one runs. */
const layered = <A extends Flags, B extends Flags>(under: A, shape: Shape<B>) => ({
  ...shape,
  get flags() {
    return layer(under, shape.flags)
  },
})

function layer<A extends Flags, B extends Flags>(under: A, over: B): Omit<A, keyof B> & B {
  const letters = new Set(Object.values(over).flatMap((flag) => flag.short ?? []))
  const kept = Object.entries(under)
    .filter(([name]) => !Object.hasOwn(over, name))
    .map(([name, flag]) => {
      const { short, ...rest } = flag
      return [name, short && !letters.has(short) ? flag : rest] as const
    })
  return { ...Object.fromEntries(kept), ...over } as Omit<A, keyof B> & B
}
