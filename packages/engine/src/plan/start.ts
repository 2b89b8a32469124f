import { dependenciesOf } from './graph.ts'
import { type Phrase, reason } from './phrase.ts'
import type { Planning } from './planning.ts'
import { isUp, refOf } from './planning.ts'
import type { ContainerRef, WaitCondition } from './step.ts'

/** Starts what does not run, each service after what it depends on. `order` is dependency order. */
export function planStarts(planning: Planning, order: string[]): void {
  const barrier = planning.steps.filter(({ kind }) => kind !== 'warn').map(({ id }) => id)
  /** The steps after which a service counts as started. */
  const ready = new Map<string, string[]>()
  const everyStart: string[] = []
  for (const name of order) {
    const before = waitsOf(planning, name, ready, barrier)
    const starts: string[] = []
    for (const container of planning.containers.get(name) ?? []) {
      const because = whyStart(planning, container)
      if (!because) continue
      starts.push(
        planning.add(`container/${container.name}/start`, because, [...barrier, ...before], {
          kind: 'start-container',
          container,
        }),
      )
    }
    everyStart.push(...starts)
    ready.set(name, starts.length > 0 ? starts : before)
  }
  startOthers(planning, barrier)
  if (planning.options.wait) planFinalWaits(planning, order, [...barrier, ...everyStart])
  else confirmHealth(planning)
}

/** Containers of services that nobody asked for go on where they had to stop, for a network that is made again. */
function startOthers(planning: Planning, barrier: string[]): void {
  for (const container of planning.observed.containers) {
    const own = planning.selected.has(container.service) && !container.oneOff
    if (own || !planning.stopped.has(container.id)) continue
    if (barrier.includes(`container/${container.name}/remove`)) continue
    planning.add(`container/${container.name}/start`, reason('because.stopped'), barrier, {
      kind: 'start-container',
      container: refOf(container),
    })
  }
}

/** The steps that must be over before a service starts: its dependencies' starts, and waits for their conditions. */
function waitsOf(
  planning: Planning,
  name: string,
  ready: Map<string, string[]>,
  barrier: string[],
): string[] {
  const service = planning.project.services[name]
  if (!service) return []
  const before: string[] = []
  for (const dependency of dependenciesOf(planning.project, service)) {
    const { condition, required } = service.depends_on?.[dependency] ?? { required: true }
    before.push(...(ready.get(dependency) ?? []))
    const containers = planning.containers.get(dependency) ?? []
    if (containers.length === 0 || planning.wanted(name) === 0) continue
    if (condition !== 'service_healthy' && condition !== 'service_completed_successfully') continue
    const after = [...barrier, ...(ready.get(dependency) ?? [])]
    const wait = planWait(planning, dependency, condition, required, containers, after)
    if (wait) before.push(wait)
  }
  return [...new Set(before)]
}

export function planWait(
  planning: Planning,
  service: string,
  condition: WaitCondition,
  required: boolean,
  containers: ContainerRef[],
  after: string[],
): string | undefined {
  const id = `service/${service}/${condition}${required ? '' : '/optional'}`
  if (planning.steps.some((step) => step.id === id)) return id
  if (containers.every((container) => holds(planning, container, condition))) return undefined
  const because = reason(condition === 'running_or_healthy' ? 'because.asked-to-wait' : 'because.awaited')
  return planning.add(id, because, after, {
    kind: 'wait',
    service,
    condition,
    required,
    containers,
    ...(condition === 'service_healthy' ? { probe: true } : {}),
    ...(condition === 'running_or_healthy' ? { timeout: planning.options.waitTimeout } : {}),
  })
}

/** True when what was observed already meets the condition and no step changes it. */
function holds(planning: Planning, container: ContainerRef, condition: WaitCondition): boolean {
  if (!('id' in container) || planning.stopped.has(container.id)) return false
  const there = planning.observed.containers.find(({ id }) => id === container.id)
  if (there?.state !== 'running') return false
  if (condition === 'service_healthy') return there.health === 'healthy'
  return condition === 'running_or_healthy' && (there.health ?? 'healthy') === 'healthy'
}

function whyStart(planning: Planning, container: ContainerRef): Phrase | undefined {
  if (!('id' in container)) return reason('because.created')
  if (planning.stopped.has(container.id)) return reason('because.stopped')
  const there = planning.observed.containers.find(({ id }) => id === container.id)
  if (!there || (isUp(there) && there.state !== 'paused')) return undefined
  return reason('because.is', { state: there.state })
}

/**
 * What was found healthy by a check of our own is so for the engine too before all is done: that waiting is for
 * all services at the same time, not for one after the other along the chain of those that depend on each other.
 */
function confirmHealth(planning: Planning): void {
  const probes = planning.steps.flatMap((step) =>
    step.kind === 'wait' && step.probe && step.required ? [step] : [],
  )
  for (const { id, service, condition, required, containers } of probes) {
    planning.add(`${id}/confirmed`, reason('because.seen'), [id], {
      kind: 'wait',
      service,
      condition,
      required,
      containers,
    })
  }
}

/** For `--wait`: everything runs or is healthy; what others wait for as completed must complete. */
function planFinalWaits(planning: Planning, order: string[], after: string[]): void {
  const completes = new Set(
    Object.values(planning.project.services).flatMap((service) =>
      Object.entries(service.depends_on ?? {})
        .filter(([, { condition }]) => condition === 'service_completed_successfully')
        .map(([name]) => name),
    ),
  )
  for (const name of order) {
    const containers = planning.containers.get(name) ?? []
    if (containers.length === 0) continue
    const condition = completes.has(name) ? 'service_completed_successfully' : 'running_or_healthy'
    // Each service is waited for from its own start on: a short-lived one must not be gone before anybody looked.
    const own = containers.map(({ name: container }) => `container/${container}/start`)
    const started = after.filter((id) => own.includes(id))
    planWait(planning, name, condition, true, containers, started.length > 0 ? started : after)
  }
}
