import type { Project, Service } from '@keelson/compose'
import { type ApplyOptions, apply } from '../apply/apply.ts'
import type { Contents } from '../apply/files.ts'
import type { Progress } from '../apply/progress.ts'
import type { ImageEvent } from '../build/events.ts'
import type { Docker } from '../docker/docker.ts'
import { LABEL } from '../labels.ts'
import type { Observed, ObservedContainer } from '../observed.ts'
import type { Step } from '../plan/step.ts'
import type { ProviderVerb } from '../provider/arguments.ts'
import type { ProvideOptions, ProviderEvent } from '../provider/provide.ts'
import { wholeConfig } from '../registry/credentials.ts'
import { asksForSocket, withApiSocket } from '../request/api-socket.ts'

/** What verbs tell while they work. */
export type VerbEvent =
  | {
      kind: 'plan'
      steps: Step[]
      /** For people, where there are no steps. */
      nothing?: string
    }
  | { kind: 'image'; event: ImageEvent }
  | ProviderEvent
  | Progress

export type VerbOptions = {
  signal?: AbortSignal | undefined
  onEvent?: ((event: VerbEvent) => void) | undefined
  /** Engine calls at the same time. */
  parallel?: number | undefined
  /** Values of secrets and configs that are not files, as `load` gives them. */
  contents?: Contents | undefined
  /** Waited for before each start of a container. */
  beforeStart?: ApplyOptions['beforeStart']
  /** Tell the plan and do nothing. */
  dryRun?: boolean | undefined
  /** Run the programs of `provider:` services, with this environment. Absent: such services are refused. */
  providers?: Pick<ProvideOptions, 'environment'> | undefined
}

/** A project as it is written, or just its name: then everything is known from labels. */
export type Target = Project | string

export const nameOf = (target: Target): string => (typeof target === 'string' ? target : target.name)
export const projectOf = (target: Target): Project | undefined =>
  typeof target === 'string' ? undefined : target

/** Has the providers of a project do their work, where that is allowed; gives the project with what they set. */
export async function provided(
  project: Project,
  verb: ProviderVerb,
  options: VerbOptions & Pick<ProvideOptions, 'services' | 'noDeps'>,
): Promise<Project> {
  if (!options.providers || Object.values(project.services).every(({ provider }) => !provider)) return project
  const { provide } = await import('../provider/provide.ts')
  return provide(project, verb, { ...options, ...options.providers })
}

/** The project with the engine's socket, and the user's registries, in the services that ask for them. */
export async function withSocket(project: Project, { signal }: VerbOptions): Promise<Project> {
  return asksForSocket(project) ? withApiSocket(project, await wholeConfig({ signal })) : project
}

/** Tells the plan, then does it, telling how it goes. */
export async function carryOut(
  docker: Docker,
  steps: Step[],
  observed: Observed,
  project: Project | undefined,
  options: VerbOptions & { services?: readonly string[] | undefined },
): Promise<void> {
  const nothing = steps.length === 0 && { nothing: nothingFor(observed, options.services) }
  options.onEvent?.({ kind: 'plan', steps, ...nothing })
  if (options.dryRun) return
  const { parallel, signal, contents, beforeStart } = options
  const given = { project, observed, contents, parallel, signal, beforeStart }
  for await (const progress of apply(steps, docker, given)) options.onEvent?.(progress)
}

function nothingFor({ project, containers }: Observed, services: readonly string[] = []): string {
  const empty = services.filter(
    (name) => !containers.some(({ service, oneOff }) => service === name && !oneOff),
  )
  if (containers.length === 0) return `Nothing to do: the project ${project} has no containers.`
  if (empty.length === 0 || empty.length < services.length)
    return 'Nothing to do: everything is as it should be.'
  return `Nothing to do: ${empty.join(' and ')} ${empty.length === 1 ? 'has' : 'have'} no containers.`
}

/** For a verb that does its work inside another one: that there was nothing to do for it is not worth a line. */
export const inPassing = (onEvent: VerbOptions['onEvent']): VerbOptions['onEvent'] =>
  onEvent && ((event) => onEvent(event.kind === 'plan' ? { kind: 'plan', steps: event.steps } : event))

/** The services that exist on the engine, with what their labels tell: enough for order and conditions. */
export function projectFromLabels(observed: Observed): Project {
  const services: Record<string, Service> = {}
  for (const container of observed.containers) {
    if (container.oneOff) continue
    services[container.service] ??= { command: null, entrypoint: null, depends_on: dependsOn(container) }
  }
  return { name: observed.project, services }
}

type Dependencies = NonNullable<Service['depends_on']>

function dependsOn(container: ObservedContainer): Dependencies {
  const dependencies: Dependencies = {}
  for (const entry of (container.labels[LABEL.dependsOn] ?? '').split(',')) {
    const [service, condition, restart] = entry.split(':')
    if (!service) continue
    dependencies[service] = { required: true, condition: readCondition(condition) }
    if (restart === 'true') dependencies[service].restart = true
  }
  return dependencies
}

function readCondition(text: string | undefined) {
  if (text === 'service_healthy' || text === 'service_completed_successfully') return text
  return 'service_started'
}

/**
 * Containers of the services asked for, without one-offs. When none is asked for: of all that the
 * project has as it is written, so that services of profiles that are not on are left alone.
 * @throws on an unknown service.
 */
export function choose(
  observed: { project: string; containers: ObservedContainer[] },
  services: readonly string[] | undefined,
  project: Project | undefined,
): ObservedContainer[] {
  for (const name of services ?? []) {
    if (
      !observed.containers.some(({ service }) => service === name) &&
      !(project && name in project.services)
    ) {
      throw new Error(`The project ${observed.project} has no service "${name}".`)
    }
  }
  const chosen = (service: string) =>
    services?.length ? services.includes(service) : !project || service in project.services
  return observed.containers.filter(({ service, oneOff }) => !oneOff && chosen(service))
}
