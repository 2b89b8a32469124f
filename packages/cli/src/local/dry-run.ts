import { type ImageEvent, type ProviderEvent, type Step, show, type VerbEvent } from '@keelson/engine'
import type { Surroundings } from '../command.ts'

/** One thing that a dry run says would be done. */
export type Planned = { kind: string; because: string; text: string }

type Call = Pick<Surroundings, 'terminal'> & { values: { json: boolean } }

/** Gathers what a dry run tells, for printing at its end. */
export class DryRun {
  readonly #steps: Step[] = []
  readonly #images: Extract<ImageEvent, { kind: 'status' }>[] = []
  readonly #programs: ProviderEvent[] = []

  readonly onEvent = (event: VerbEvent): void => {
    if (event.kind === 'plan') this.#steps.push(...event.steps)
    else if (event.kind === 'provider') this.#programs.push(event)
    else if (event.kind === 'image' && event.event.kind === 'status') this.#images.push(event.event)
  }

  get planned(): Planned[] {
    return [
      ...this.#programs.map(providerPlanned),
      ...this.#images.flatMap(imagePlanned),
      ...this.#steps.map(stepPlanned),
    ]
  }
}

const PROVIDED = 'the service is a provider’s; what it sets is known only then'

const providerPlanned = ({ service, provider, verb }: ProviderEvent) =>
  would('run-provider', `run provider ${provider} ${verb} ${service}`, PROVIDED)

function imagePlanned({ service, image, state, because }: Extract<ImageEvent, { kind: 'status' }>) {
  const verb = /^would (.+)$/.exec(state)?.[1]
  return verb ? [{ ...would(`${verb}-image`, `${verb} image ${image}`, because), service, image }] : []
}

/** Not what a step is made of: that may hold secrets. */
const stepPlanned = (step: Step) => ({
  id: step.id,
  kind: step.kind,
  because: step.because,
  after: step.after,
  text: show([step])[0] ?? '',
})

/** What a command would do by itself, in the words of a plan. */
export const would = (kind: string, text: string, because = 'asked for'): Planned => ({
  kind,
  because,
  text: `${text} (${because})`,
})

/** Prints what would be done: a line each, or as one JSON list. */
export function printPlanned({ terminal, values }: Call, planned: readonly Planned[]): void {
  if (values.json) terminal.print(JSON.stringify(planned))
  else if (planned.length === 0) terminal.print('Nothing to do: everything is as the files say.')
  else for (const { text } of planned) terminal.print(text)
}
