import type { Project } from '@keelson/compose'
import type { ObservedContainer } from '../observed.ts'
import { inDependencyOrder } from './graph.ts'
import { isUp, refOf } from './planning.ts'
import type { Action, Step } from './step.ts'

/** Stops containers, dependents before what they depend on; those of one service at the same time. */
export function planStop(
  containers: ObservedContainer[],
  project: Project,
  options: { timeout?: number | undefined; because?: string } = {},
): Step[] {
  const up = containers.filter(isUp)
  return reversed(up, project).map((container) => ({
    id: stopId(container),
    because: options.because ?? 'asked for',
    after: up.filter((other) => dependsOn(project, other, container)).map(stopId),
    kind: 'stop-container',
    container: refOf(container),
    timeout: options.timeout,
  }))
}

/** Removes containers that do not run; with `stop` also those that do. */
export function planRemove(
  containers: ObservedContainer[],
  project: Project,
  options: { stop?: boolean | undefined; volumes?: boolean | undefined; timeout?: number | undefined } = {},
): Step[] {
  const stops = options.stop ? planStop(containers, project, options) : []
  const removes = containers
    .filter((container) => options.stop || !isUp(container))
    .map(
      (container): Step => ({
        id: `container/${container.name}/remove`,
        because: 'asked for',
        after: stops.map(({ id }) => id).filter((id) => id === stopId(container)),
        kind: 'remove-container',
        container: refOf(container),
        volumes: options.volumes ?? false,
        force: true,
      }),
    )
  return [...stops, ...removes]
}

/**
 * Restarts containers in dependency order; those of services that ask for it (`restart: true`) come along, and those
 * that follow them in turn.
 */
export function planRestart(
  all: ObservedContainer[],
  services: readonly string[] | undefined,
  project: Project,
  options: { timeout?: number | undefined; noDeps?: boolean | undefined } = {},
): Step[] {
  const asked = (service: string) => !services?.length || services.includes(service)
  const follows = followers(project, asked)
  const chosen = all.filter(({ service }) => asked(service) || (!options.noDeps && follows.has(service)))
  const id = (container: ObservedContainer) => `container/${container.name}/restart`
  return reversed(chosen, project)
    .reverse()
    .map((container) => ({
      id: id(container),
      because: asked(container.service) ? 'asked for' : 'it depends on a service that restarts',
      after: chosen.filter((other) => dependsOn(project, container, other)).map(id),
      kind: 'restart-container',
      container: refOf(container),
      timeout: options.timeout,
    }))
}

/** The services that restart with those asked for, or with others that do. */
function followers(project: Project, asked: (service: string) => boolean): Set<string> {
  const following = new Set<string>()
  for (const name of inDependencyOrder(project)) {
    const dependencies = Object.entries(project.services[name]?.depends_on ?? {})
    if (dependencies.some(([other, { restart }]) => restart && (asked(other) || following.has(other))))
      following.add(name)
  }
  return following
}

/** The same for each container, in no order. */
export const planEach = (
  containers: ObservedContainer[],
  verb: string,
  action: (container: ObservedContainer) => Action,
): Step[] =>
  containers.map((container) => ({
    id: `container/${container.name}/${verb}`,
    because: 'asked for',
    after: [],
    ...action(container),
  }))

const stopId = (container: ObservedContainer) => `container/${container.name}/stop`

const dependsOn = (project: Project, container: ObservedContainer, other: ObservedContainer) =>
  container.service !== other.service &&
  other.service in (project.services[container.service]?.depends_on ?? {})

/** Dependents first. */
function reversed(containers: ObservedContainer[], project: Project): ObservedContainer[] {
  const depth = new Map<string, number>()
  const measure = (name: string, path: string[]): number => {
    const known = depth.get(name)
    if (known !== undefined || path.includes(name)) return known ?? 0
    const below = Object.keys(project.services[name]?.depends_on ?? {}).map((other) =>
      measure(other, [...path, name]),
    )
    const own = below.length > 0 ? Math.max(...below) + 1 : 0
    depth.set(name, own)
    return own
  }
  return [...containers].sort((a, b) => measure(b.service, []) - measure(a.service, []))
}
