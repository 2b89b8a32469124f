import type { Project } from '@keelson/compose'
import type { Observed } from '../observed.ts'
import { inDependencyOrder } from './graph.ts'
import { waitForNames } from './names.ts'
import { planNetworks } from './networks.ts'
import type { PlanOptions, Rolling } from './options.ts'
import { planOrphans, retireOrphans } from './orphans.ts'
import { reason } from './phrase.ts'
import { Planning, refOf } from './planning.ts'
import { Readiness } from './readiness.ts'
import { rollService } from './roll.ts'
import { type Ground, planService } from './services.ts'
import { planStarts } from './start.ts'
import { PlanError, type Step } from './step.ts'
import { planVolumes } from './volumes.ts'

/**
 * What must happen so that the engine holds what the project says. Decides; touches nothing.
 * Same inputs, same steps, same order; each step stands after those it waits for.
 * @throws PlanError when something external is missing, or the project asks for the impossible.
 */
export function plan(project: Project, observed: Observed, options: PlanOptions = {}): Step[] {
  const planning = new Planning(project, observed, options)
  planUnknown(planning)
  refuseSharedNames(planning)
  const networks = planNetworks(planning)
  const { made: volumes, gone } = planVolumes(planning)
  const order = inDependencyOrder(project).filter((name) => planning.selected.has(name))
  const ground = { networks, volumes, gone }
  if (options.rolling) return rolled(planning, order, ground, options.rolling)
  for (const name of order) planService(planning, name, ground)
  planOrphans(planning)
  reconnect(planning)
  waitForNames(planning)
  if (planning.problems.length > 0) throw new PlanError(planning.problems)
  if (options.start ?? true) planStarts(planning, order)
  return planning.steps
}

/** Every service in its turn is brought to what it shall be, serving all the time; what is left over goes at the end. */
function rolled(planning: Planning, order: string[], ground: Ground, rolling: Rolling): Step[] {
  const readiness = new Readiness(planning)
  for (const name of order) rollService(planning, name, ground, rolling, readiness)
  reconnect(planning)
  if (rolling.beside === undefined && planning.options.removeOrphans) retireOrphans(planning, rolling)
  if (planning.problems.length > 0) throw new PlanError(planning.problems)
  return planning.steps
}

function planUnknown(planning: Planning): void {
  const { project, options } = planning
  const known = Object.keys(project.services)
  for (const name of [...(options.services ?? []), ...Object.keys(options.scale ?? {})]) {
    if (!(name in project.services)) {
      planning.problems.push(
        `The project ${project.name} has no service "${name}". It has: ${known.join(', ')}.`,
      )
    }
  }
  for (const name of planning.selected) {
    if (Object.keys(project.services[name]?.models ?? {}).length > 0)
      planning.problems.push(
        `The service "${name}" asks for models, and nothing here runs them: Docker's model plugin is not supported.`,
      )
    if (project.services[name]?.pre_start?.length)
      planning.problems.push(
        `The service "${name}" has pre_start commands, which are not run here, and it may not do without them. Make them a service of its own that "${name}" waits for: depends_on with condition: service_completed_successfully.`,
      )
  }
  if (options.provided) return
  for (const name of planning.selected) {
    if (project.services[name]?.provider) {
      planning.problems.push(
        `The service "${name}" is run by a provider program, which is not run here. Only keelson up on a machine of your own runs it.`,
      )
    }
  }
}

/** A name is for one container. */
function refuseSharedNames({ project, problems }: Planning): void {
  const owners = new Map<string, string>()
  for (const [name, { container_name: own }] of Object.entries(project.services)) {
    if (own === undefined) continue
    const other = owners.get(own)
    if (other !== undefined)
      problems.push(`The services "${other}" and "${name}" have the same container_name "${own}".`)
    owners.set(own, name)
  }
}

/** Containers that stay are put on the networks that were made again. */
function reconnect(planning: Planning): void {
  const removed = new Set(
    planning.steps.flatMap((step) =>
      step.kind === 'remove-container' && 'id' in step.container ? [step.container.id] : [],
    ),
  )
  for (const [network, create] of planning.remadeNetworks) {
    for (const container of planning.observed.containers) {
      if (removed.has(container.id) || !container.networks.some(({ name }) => name === network)) continue
      planning.add(
        `network/${network}/connect/${container.name}`,
        reason('because.network-remade'),
        [create],
        {
          kind: 'connect-network',
          network,
          container: refOf(container),
          service: container.service,
        },
      )
    }
  }
}
