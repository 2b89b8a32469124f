import type { Project, Service } from '@keelson/compose'
import type { Observed, ObservedContainer } from '../observed.ts'
import { replicas, select } from './graph.ts'
import type { PlanOptions } from './options.ts'
import type { Phrase } from './phrase.ts'
import type { Action, ContainerRef, Step } from './step.ts'

/** A plan while it is made: what was asked, what is there, and the steps so far. */
export class Planning {
  readonly project: Project
  readonly observed: Observed
  readonly options: PlanOptions
  readonly selected: Set<string>
  readonly steps: Step[] = []
  readonly problems: string[] = []
  /** Containers that each service will have, lowest number first; filled service by service. */
  readonly containers = new Map<string, ContainerRef[]>()
  /** Services of which the first container is new, with the step that makes it. */
  readonly renewed = new Map<string, string>()
  /** Existing containers that a step stops and that shall run again. */
  readonly stopped = new Map<string, string>()
  /** Networks that are made again, by name, with the step that makes them. */
  readonly remadeNetworks = new Map<string, string>()

  constructor(project: Project, observed: Observed, options: PlanOptions) {
    this.observed = observed
    this.options = options
    this.selected = select(project, options.services, !options.noDeps)
    this.project = options.noDeps ? withoutOthers(project, this.selected) : project
  }

  /** Adds a step and gives its id. */
  add(id: string, why: Phrase, after: string[], action: Action): string {
    this.steps.push({ id, because: why.text, why, after, ...action })
    return id
  }

  warn(text: string): void {
    this.steps.push({ id: `warn/${this.steps.length}`, because: '', after: [], kind: 'warn', text })
  }

  existing(service: string): ObservedContainer[] {
    return this.observed.containers.filter((container) => container.service === service && !container.oneOff)
  }

  /** Containers that a service will have; those it has where this plan does not touch it. */
  containersOf(service: string): ContainerRef[] {
    return this.containers.get(service) ?? this.existing(service).map(refOf)
  }

  wanted(service: string): number {
    const declared = this.project.services[service]
    return declared && !declared.provider ? replicas(declared, this.options.scale?.[service]) : 0
  }

  /** Network keys that the chosen services join. */
  networkKeys(): string[] {
    const used = new Set<string>()
    for (const name of this.selected) {
      const service = this.project.services[name]
      if (service && !service.network_mode)
        for (const key of Object.keys(service.networks ?? {})) used.add(key)
    }
    return Object.keys(this.project.networks ?? {}).filter((key) => used.has(key))
  }

  /** Volume keys that the chosen services mount. */
  volumeKeys(): string[] {
    const used = new Set<string>()
    for (const name of this.selected) {
      for (const mount of this.project.services[name]?.volumes ?? []) {
        if (mount.type === 'volume' && mount.source) used.add(mount.source)
      }
    }
    return Object.keys(this.project.volumes ?? {}).filter((key) => used.has(key))
  }
}

/** Without dependencies, a service depends only on those that were chosen as well; its label says the same. */
function withoutOthers(project: Project, selected: Set<string>): Project {
  const services = Object.entries(project.services).map(([name, service]): [string, Service] => {
    if (!selected.has(name) || !service.depends_on) return [name, service]
    const kept = Object.entries(service.depends_on).filter(([other]) => selected.has(other))
    return [name, { ...service, depends_on: Object.fromEntries(kept) }]
  })
  return { ...project, services: Object.fromEntries(services) }
}

export const refOf = (container: ObservedContainer): ContainerRef => ({
  id: container.id,
  name: container.name,
  service: container.service,
  number: container.number,
})

export const isUp = ({ state }: ObservedContainer) =>
  state === 'running' || state === 'paused' || state === 'restarting'
