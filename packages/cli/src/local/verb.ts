import { type Step, show, type VerbEvent } from '@keelson/engine'
import type { Surroundings } from '../command.ts'
import { progress, progressKind } from '../print/progress.ts'
import { verbPrinter } from '../print/verb-events.ts'
import { type Interrupts, interrupts } from './interrupt.ts'

type ProgressFlags = { progress: string | undefined; json: boolean; parallel: number | undefined }

/** What every engine verb takes besides its own options. */
export type VerbBasics = {
  signal: AbortSignal
  onEvent: (event: VerbEvent) => void
  parallel: number | undefined
}

/**
 * Runs an engine verb with its progress shown and Ctrl-C ending it.
 *
 * @throws what the verb throws, once its last line of progress is written.
 */
export async function withProgress<T>(
  call: Surroundings & { values: ProgressFlags },
  work: (basics: VerbBasics, interrupt: Interrupts) => Promise<T>,
  options: { quiet?: boolean } = {},
): Promise<T> {
  const { values, env, terminal } = call
  const shown = progress(options.quiet ? 'quiet' : progressKind(values, env, terminal), terminal)
  const interrupt = interrupts()
  try {
    return await work(
      { signal: interrupt.once, onEvent: verbPrinter(shown), parallel: limit(call) },
      interrupt,
    )
  } finally {
    shown.close()
    interrupt.stop()
  }
}

/** `--parallel`, else COMPOSE_PARALLEL_LIMIT; -1 is no limit. */
function limit({ values, env }: Surroundings & { values: ProgressFlags }): number | undefined {
  const asked =
    values.parallel ?? (env.COMPOSE_PARALLEL_LIMIT ? Number(env.COMPOSE_PARALLEL_LIMIT) : undefined)
  if (asked === undefined || !Number.isInteger(asked)) return undefined
  return asked > 0 ? asked : Number.MAX_SAFE_INTEGER
}

/** `--dry-run`: the steps with the reason for each. */
export function printPlan(call: Surroundings & { values: { json: boolean } }, steps: Step[]): void {
  const { terminal, values } = call
  if (values.json) terminal.print(JSON.stringify(steps.map((step) => ({ ...step, text: show([step])[0] }))))
  else if (steps.length === 0) terminal.print('Nothing to do: everything is as the files say.')
  else for (const line of show(steps)) terminal.print(line)
}
