import { containerName } from '../labels.ts'
import type { ObservedContainer } from '../observed.ts'
import { whyRecreate } from './diverged.ts'
import type { Phrase } from './phrase.ts'
import type { Planning } from './planning.ts'

export type Judged = { container: ObservedContainer; why: Phrase | undefined }

/** What becomes of the containers of a service: those that stay or are replaced, those too many, and new numbers. */
export type Arrangement = { chosen: Judged[]; surplus: ObservedContainer[]; missing: number[] }

/**
 * Sorts the containers of a service so that it has as many as wanted; nothing where that is impossible, which is
 * then among the problems. `gone`: containers that another step removes, with that step.
 */
export function arrange(
  planning: Planning,
  name: string,
  gone: ReadonlyMap<string, string>,
  judge: (container: ObservedContainer) => Phrase | undefined = (container) =>
    whyRecreate(planning, name, container),
): Arrangement | undefined {
  const service = planning.project.services[name]
  if (!service) return undefined
  const wanted = planning.wanted(name)
  if (service.container_name && wanted > 1) {
    planning.problems.push(
      `The service "${name}" has the container_name "${service.container_name}", so it cannot have ${wanted} containers. Remove container_name.`,
    )
    return undefined
  }
  const all = planning.existing(name)
  const present = all
    .filter(({ id }) => !gone.has(id))
    .map((container) => ({ container, why: judge(container) }))
    .sort(byWorth)
  const chosen = onePerNumber(present)
  const missing = [...new Set(all.filter(({ id }) => gone.has(id)).map(({ number }) => number))]
  let next = Math.max(0, ...all.map(({ number }) => number)) + 1
  while (missing.length < wanted - chosen.length) missing.push(next++)
  return {
    chosen: chosen.slice(0, wanted),
    surplus: present
      .filter((one) => !chosen.slice(0, wanted).includes(one))
      .map(({ container }) => container),
    missing: missing.slice(0, Math.max(0, wanted - chosen.length)),
  }
}

/** Those to keep come first: the ones that fit, then low numbers. */
const byWorth = (a: Judged, b: Judged) =>
  Number(a.why !== undefined) - Number(b.why !== undefined) ||
  a.container.number - b.container.number ||
  a.container.created - b.container.created

/** Two of a number are there when a replacement was interrupted: the better one stays. */
function onePerNumber(present: Judged[]): Judged[] {
  const numbers = new Set<number>()
  return present.filter(({ container: { number } }) => !numbers.has(number) && numbers.add(number))
}

/** The name that a container should have, where an interrupted replacement left it under its temporary one. */
export function properName(planning: Planning, container: ObservedContainer): string | undefined {
  const service = planning.project.services[container.service]
  if (!service || !/^[0-9a-f]{12}_/.test(container.name)) return undefined
  const proper = containerName(planning.project, container.service, service, container.number)
  return container.name === proper ? undefined : proper
}
