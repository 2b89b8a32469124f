import {
  apply,
  type Observed,
  observe,
  type PlanOptions,
  type Progress,
  phraseOf,
  plan,
  type Step,
  withApiSocket,
} from '@keelson/engine'
import { Refusal } from '../../http/refusal.ts'
import type { Scale } from '../../storage/tables.ts'
import { type Model, placeModel } from '../../versions/model.ts'
import { outlineOf } from '../../versions/outline.ts'
import { drainMs, hooksOf } from '../../versions/service-wishes.ts'
import { isPreview } from '../rules.ts'
import { withLastWords } from './settle.ts'
import type { Work } from './work.ts'

export type Target = {
  environment: string
  composeProject: string
  version: number
  scale: Scale
  /** Going back after a failure. */
  back?: boolean
  /** Beside what is on, with this share of new replicas; percent. */
  beside?: number
}

/** What a decision looks at; it changes nothing and tells nobody. */
export type Deciding = Pick<Work, 'database' | 'docker' | 'installation' | 'project' | 'places' | 'signal'>

/** Decides what to do so that the environment holds this model, and tells it. */
export async function planVersion(work: Work, model: Model, target: Target) {
  const planned = await decide(work, model, target)
  tell(work, planned.steps)
  return planned
}

/** Decides what to do so that the environment holds this model. @throws Refusal when it may not hold it. */
export async function decide(work: Deciding, model: Model, target: Target) {
  const placed = placeModel(model.project, {
    composeProject: target.composeProject,
    preview: isPreview(target.environment),
  })
  // Where an administrator lets a project have the engine, it does not get the keys to registries with it.
  const project = withApiSocket(placed, '{}')
  const everything = await observe(work.docker, project.name, { signal: work.signal })
  requireOwn(work, project, everything)
  const observed = onlyOurs(work, everything)
  const steps = plan(project, observed, {
    images: imagesOf(model),
    extraLabels: labels(work, target),
    origin: { workingDir: work.places.checkout(work.project.name, target.version), configFiles: [] },
    known: model.disabled,
    removeOrphans: true,
    scale: knownServices(target.scale, project),
    rolling: {
      traffic: Object.fromEntries(
        outlineOf(model.project).routes.map(({ service, port }) => [service, port]),
      ),
      ...(target.back ? { back: true } : { hooks: hooksOf(project.services) }),
      ...(target.beside !== undefined && { beside: target.beside }),
    },
  })
  return { project, observed, steps }
}

/** Containers that somebody else runs under the same project name are not ours to stop. */
export function onlyOurs<O extends Observed>({ installation }: Deciding, observed: O): O {
  const containers = observed.containers.filter(
    ({ labels }) => labels['io.keelson.installation'] === installation.id,
  )
  return { ...observed, containers }
}

/** A volume or network whose name is taken by others would be shared with them: only a trusted project may. */
function requireOwn(
  { installation, project: owner }: Deciding,
  project: Model['project'],
  observed: Observed,
): void {
  if (owner.trusted) return
  for (const [kind, declared, present] of [
    ['volume', project.volumes, observed.volumes],
    ['network', project.networks, observed.networks],
  ] as const) {
    for (const { name } of Object.values(declared ?? {})) {
      const found = present.find((one) => one.name === name)
      const ours =
        found?.labels['io.keelson.installation'] === installation.id &&
        found.labels['io.keelson.project'] === owner.name
      if (found && !ours) {
        throw new Refusal('wrong-state', {
          detail: `The ${kind} ${name} exists already and belongs to others. Leave out its name, or choose another.`,
        })
      }
    }
  }
}

/** A service that this version does not have keeps its number for those that do. */
const knownServices = (scale: Scale, { services }: Model['project']): Scale =>
  Object.fromEntries(Object.entries(scale).filter(([name]) => name in services))

/** What will be removed is read by nobody any more. */
export async function releaseVolumes({ readers }: Pick<Work, 'readers'>, steps: Step[]): Promise<void> {
  for (const step of steps) if (step.kind === 'remove-volume') await readers.release(step.name)
}

/** Does it, telling each step. */
export async function applyPlan(
  work: Work,
  { project, observed, steps }: Awaited<ReturnType<typeof planVersion>>,
  contents: Model['contents'],
): Promise<void> {
  const numbers = new Map(steps.map((step, index) => [step.id, index]))
  const { traffic } = work.router
  const drain = (service: string) => drainMs(project.services[service])
  traffic.recall(observed.containers.map(({ id }) => id))
  await releaseVolumes(work, steps)
  try {
    for await (const progress of apply(steps, work.docker, {
      project,
      observed,
      contents,
      signal: work.signal,
      traffic: {
        hold: ({ id }) => traffic.hold(id),
        proved: ({ id }) => work.observed.prove(id),
        enter: ({ id }) => traffic.enter(id, work.signal),
        leave: ({ id, service }) => traffic.leave(id, drain(service), work.signal),
      },
    })) {
      tellProgress(work, progress, numbers)
    }
  } catch (error) {
    traffic.recall(observed.containers.map(({ id }) => id))
    throw await withLastWords(work, error)
  }
  traffic.release((await work.observed.refresh(project.name)).map(({ id }) => id))
}

const labels = (
  work: Deciding,
  { environment, version }: Target,
): NonNullable<PlanOptions['extraLabels']> => ({
  'io.keelson.installation': work.installation.id,
  'io.keelson.project': work.project.name,
  'io.keelson.environment': environment,
  'io.keelson.version': String(version),
})

/** Every image of a model is an id already. */
const imagesOf = ({ project }: Model): NonNullable<PlanOptions['images']> =>
  new Map(
    Object.entries(project.services).flatMap(([name, { image }]) => (image ? [[name, { id: image }]] : [])),
  )

function tell({ log }: Work, steps: Step[]): void {
  if (steps.length === 0) log.log('plan', 'keelson', 'Nothing has to change.')
  steps.forEach((step, index) => {
    log.append({ ...told(step), index, state: 'planned' })
  })
}

function told(step: Step) {
  const does = phraseOf(step)
  const phrases = { does, because: step.why ?? null }
  return { kind: 'step' as const, text: does.text, because: step.because, phrases }
}

export function tellProgress({ log }: Work, progress: Progress, numbers: ReadonlyMap<string, number>): void {
  if (progress.kind === 'warning') log.log('apply', 'keelson', `warning: ${progress.text}`)
  else if (progress.kind === 'output') log.log('apply', progress.container, progress.line)
  else {
    const { step, state } = progress
    const index = numbers.get(step.id) ?? 0
    log.append({ ...told(step), index, state })
    if (progress.state === 'failed') log.log('apply', 'keelson', progress.message)
  }
}
