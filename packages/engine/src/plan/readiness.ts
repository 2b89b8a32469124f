import { dependenciesOf } from './graph.ts'
import type { Planning } from './planning.ts'
import { planWait } from './start.ts'

type Steps = {
  started: string[]
  ready: string[]
  /** Nothing of it ran before: what depends on its start alone does not wait for its health. */
  fresh: boolean
}

/** After which steps the services of a rolling plan can be relied on by those that depend on them. */
export class Readiness {
  readonly #planning: Planning
  readonly #steps = new Map<string, Steps>()

  constructor(planning: Planning) {
    this.#planning = planning
  }

  set(service: string, steps: Steps): void {
    this.#steps.set(service, steps)
  }

  /** A service that no step touches is ready when those that it depends on are. */
  untouched(name: string): void {
    const service = this.#planning.project.services[name]
    const below = service ? dependenciesOf(this.#planning.project, service) : []
    const all = below.flatMap((dependency) => this.#steps.get(dependency) ?? [])
    this.set(name, {
      started: unique(all.flatMap(({ started }) => started)),
      ready: unique(all.flatMap(({ ready }) => ready)),
      fresh: all.every(({ fresh }) => fresh),
    })
  }

  /**
   * The steps that must be over before a container of the service starts. A dependency that is replaced must serve
   * first, whatever the condition says: the new one is not sent to an old one that is about to go.
   */
  before(name: string): string[] {
    const planning = this.#planning
    const service = planning.project.services[name]
    if (!service) return []
    const before: string[] = []
    for (const dependency of dependenciesOf(planning.project, service)) {
      const { condition, required } = service.depends_on?.[dependency] ?? { required: true }
      const steps = this.#steps.get(dependency)
      const conditional = condition === 'service_healthy' || condition === 'service_completed_successfully'
      before.push(...((conditional || !steps?.fresh ? steps?.ready : steps.started) ?? []))
      // Containers that no step proves may not be what is waited for yet.
      const unproved = planning.containersOf(dependency).filter((container) => 'id' in container)
      if (!conditional || unproved.length === 0 || steps?.ready.length) continue
      const wait = planWait(planning, dependency, condition, required, unproved, [])
      if (wait) before.push(wait)
    }
    return unique(before)
  }
}

const unique = (ids: string[]) => [...new Set(ids)]
