import { type ImageEvent, type ProviderEvent, type Step, show, type VerbEvent } from '@keelson/engine'
import type { Surroundings } from '../command.ts'
import { progress, progressKind } from '../print/progress.ts'
import { verbPrinter } from '../print/verb-events.ts'
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
    return await work({ ...basics(call, interrupt), onEvent: verbPrinter(shown) }, interrupt)
  } finally {
    shown.close()
    interrupt.stop()
  }
}

type Status = Extract<ImageEvent, { kind: 'status' }>

/** What would be done: the steps with the reason for each. */
async function withPlan<T>(
  call: Surroundings & { values: ProgressFlags },
  work: (basics: VerbBasics, interrupt: Interrupts) => Promise<T>,
): Promise<T> {
  const steps: Step[] = []
  const images: Status[] = []
  const programs: ProviderEvent[] = []
  const onEvent = (event: VerbEvent) => {
    if (event.kind === 'plan') steps.push(...event.steps)
    else if (event.kind === 'provider') programs.push(event)
    else if (event.kind === 'image' && event.event.kind === 'status') images.push(event.event)
  }
  const interrupt = interrupts()
  try {
    const result = await work({ ...basics(call, interrupt), onEvent, dryRun: true }, interrupt)
    printPlan(call, programs, images, steps)
    return result
  } finally {
    interrupt.stop()
  }
}

const basics = (call: Surroundings & { values: ProgressFlags }, interrupt: Interrupts) => ({
  signal: interrupt.once,
  parallel: limit(call),
  providers: { environment: call.env },
})

/** `--parallel`, else COMPOSE_PARALLEL_LIMIT; -1 is no limit. */
function limit({ values, env }: Surroundings & { values: ProgressFlags }): number | undefined {
  const asked =
    values.parallel ?? (env.COMPOSE_PARALLEL_LIMIT ? Number(env.COMPOSE_PARALLEL_LIMIT) : undefined)
  if (asked === undefined || !Number.isInteger(asked)) return undefined
  return asked > 0 ? asked : Number.MAX_SAFE_INTEGER
}

const PROVIDED = 'the service is a provider’s; what it sets is known only then'

function printPlan(
  call: Surroundings & { values: { json: boolean } },
  programs: ProviderEvent[],
  images: Status[],
  steps: Step[],
): void {
  const { terminal, values } = call
  const provided = programs.map(({ service, provider, verb }) => ({
    kind: 'run-provider',
    service,
    because: PROVIDED,
    text: `run provider ${provider} ${verb} ${service} (${PROVIDED})`,
  }))
  const made = images.flatMap(({ service, image, state, because }) => {
    const verb = /^would (.+)$/.exec(state)?.[1]
    return verb
      ? [{ kind: `${verb}-image`, service, image, because, text: `${verb} image ${image} (${because})` }]
      : []
  })
  const work = [...provided, ...made]
  if (values.json) {
    // Not what a step is made of: that may hold secrets.
    const planned = steps.map((step) => ({
      id: step.id,
      kind: step.kind,
      because: step.because,
      after: step.after,
      text: show([step])[0],
    }))
    terminal.print(JSON.stringify([...work, ...planned]))
  } else if (work.length + steps.length === 0)
    terminal.print('Nothing to do: everything is as the files say.')
  else for (const line of [...work.map(({ text }) => text), ...show(steps)]) terminal.print(line)
}
