import type { BuildMemory, VerbEvent } from '@keelson/engine'
import type { Surroundings } from '../command.ts'
import { Failure } from '../failure.ts'
import { progress, progressKind } from '../print/progress.ts'
import { verbPrinter } from '../print/verb-events.ts'
import { buildMemory } from './build-memory.ts'
import { type Interrupts, interrupts } from './interrupt.ts'

type ProgressFlags = {
  progress: string | undefined
  json: boolean
  parallel: number | undefined
  'dry-run': boolean
}

/** What every engine verb takes besides its own options. */
export type VerbBasics = {
  signal: AbortSignal
  onEvent: (event: VerbEvent) => void
  parallel: number | undefined
  dryRun?: boolean
  /** The programs of `provider:` services are found in the user's own environment, and run. */
  providers: { environment: Surroundings['env'] }
  memory: BuildMemory
  /** Writes what is no progress, such as what containers say, without getting into its lines. */
  aside: (write: () => void) => void
}

/**
 * Runs an engine verb with its progress shown and Ctrl-C ending it; with --dry-run its plan is printed instead.
 *
 * @throws what the verb throws, once its last line of progress is written.
 */
export async function withProgress<T>(
  call: Surroundings & { values: ProgressFlags },
  work: (basics: VerbBasics, interrupt: Interrupts) => Promise<T>,
  options: { quiet?: boolean } = {},
): Promise<T> {
  const { values, env, terminal } = call
  if (values['dry-run']) return withPlan(call, work)
  const shown = progress(options.quiet ? 'quiet' : progressKind(values, env, terminal), terminal)
  const interrupt = interrupts()
  try {
    const aside = (write: () => void) => shown.aside(write)
    return await work({ ...basics(call, interrupt), onEvent: verbPrinter(shown), aside }, interrupt)
  } finally {
    shown.close()
    interrupt.stop()
  }
}

/** What would be done: the steps with the reason for each. */
async function withPlan<T>(
  call: Surroundings & { values: ProgressFlags },
  work: (basics: VerbBasics, interrupt: Interrupts) => Promise<T>,
): Promise<T> {
  const { DryRun, printPlanned } = await import('./dry-run.ts')
  const dry = new DryRun()
  const interrupt = interrupts()
  try {
    const result = await work({ ...basics(call, interrupt), onEvent: dry.onEvent, dryRun: true }, interrupt)
    printPlanned(call, dry.planned)
    return result
  } finally {
    interrupt.stop()
  }
}

const basics = (call: Surroundings & { values: ProgressFlags }, interrupt: Interrupts) => ({
  signal: interrupt.once,
  parallel: limit(call),
  providers: { environment: call.env },
  memory: buildMemory(call),
  aside: (write: () => void) => write(),
})

/** `--parallel`, else COMPOSE_PARALLEL_LIMIT; -1 is no limit. @throws Failure when the variable is no number. */
function limit({ values, env }: Surroundings & { values: ProgressFlags }): number | undefined {
  const given = env.COMPOSE_PARALLEL_LIMIT
  const asked = values.parallel ?? (given ? Number(given) : undefined)
  if (asked === undefined) return undefined
  if (!Number.isInteger(asked))
    throw new Failure(`COMPOSE_PARALLEL_LIMIT is "${given}", which is not a whole number.`)
  return asked > 0 ? asked : Number.MAX_SAFE_INTEGER
}
