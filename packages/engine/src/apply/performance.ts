import type { Project } from '@keelson/compose'
import type { Docker } from '../docker/docker.ts'
import type { Observed } from '../observed.ts'
import type { ContainerRef } from '../plan/step.ts'
import type { Surroundings } from '../request/request.ts'
import type { Contents } from './files.ts'
import type { HealthWatch } from './health-watch.ts'
import type { Progress, Undone } from './progress.ts'
import type { Traffic } from './traffic.ts'

export type Made = { id: string; name: string; service: string; number: number }

/** What the steps of one plan share while they run. */
export type Performance = {
  docker: Docker
  apiVersion: string
  /** Absent where a project is taken down by its name alone. */
  project: Project | undefined
  observed: Observed
  contents: Contents
  watch: HealthWatch
  /** Ids of created containers by the step that made them. */
  made: Map<string, Made>
  removed: Set<string>
  /** Ids of steps that could not be done and need not be. */
  undone: Map<string, Undone>
  /** Containers that did not come up and were let pass, with their service. */
  failed: Map<string, string>
  traffic: Traffic | undefined
  beforeStart: ((container: Made) => Promise<void>) | undefined
  report: (progress: Progress) => void
  signal: AbortSignal | undefined
}

/** @throws when the step that makes the container did not. */
export function idOf(ref: ContainerRef, on: Performance): string {
  if ('id' in ref) return ref.id
  const made = on.made.get(ref.madeBy)
  if (!made) throw new Error(`The container ${ref.name} was not created.`)
  return made.id
}

/** The containers of a service as they are at this moment of the plan. */
export const surroundings = (on: Performance): Surroundings => ({
  apiVersion: on.apiVersion,
  containersOf: (service) => {
    const made = [...on.made.values()].filter((one) => one.service === service)
    const replaced = new Set(made.map(({ number }) => number))
    const kept = on.observed.containers.filter(
      (one) => one.service === service && !one.oneOff && !on.removed.has(one.id) && !replaced.has(one.number),
    )
    return [...made, ...kept].sort((a, b) => a.number - b.number)
  },
})
