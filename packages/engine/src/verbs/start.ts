import type { Docker } from '../docker/docker.ts'
import { observe } from '../observe.ts'
import { inDependencyOrder } from '../plan/graph.ts'
import { Planning, refOf } from '../plan/planning.ts'
import { planStarts } from '../plan/start.ts'
import {
  carryOut,
  choose,
  nameOf,
  projectFromLabels,
  projectOf,
  type Target,
  type VerbOptions,
} from './verb.ts'

export type StartOptions = VerbOptions & {
  services?: readonly string[] | undefined
  wait?: boolean | undefined
  waitTimeout?: number | undefined
}

/** Starts containers that exist, in dependency order and by its conditions. @throws when a service has none. */
export async function start(docker: Docker, target: Target, options: StartOptions = {}): Promise<void> {
  const observed = await observe(docker, nameOf(target), options)
  const project = projectOf(target) ?? projectFromLabels(observed)
  choose(observed, options.services, project)
  if (typeof target === 'string' && observed.containers.length === 0) {
    throw new Error(
      `There are no containers of a project "${target}"; ls --all lists the projects that have some.`,
    )
  }
  const planning = new Planning(project, observed, options)
  const order = inDependencyOrder(project).filter((name) => planning.selected.has(name))
  for (const name of order) {
    const refs = planning.existing(name).map(refOf)
    if (refs.length === 0 && planning.wanted(name) > 0) {
      throw new Error(`The service "${name}" has no container to start. Create it with up or create.`)
    }
    planning.containers.set(name, refs)
  }
  planStarts(planning, order)
  await carryOut(docker, planning.steps, observed, project, options)
}
