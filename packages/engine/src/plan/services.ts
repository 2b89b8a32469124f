import type { Service } from '@keelson/compose'
import { containerName } from '../labels.ts'
import type { ObservedContainer } from '../observed.ts'
import type { Blueprint, CarriedVolume } from '../request/request.ts'
import { arrange, properName } from './arrange.ts'
import { linkedServices, parentsOf } from './graph.ts'
import { type Phrase, reason } from './phrase.ts'
import { isUp, type Planning, refOf } from './planning.ts'
import type { ContainerRef } from './step.ts'
import { removeContainer } from './volumes.ts'

/** Steps that must be over before a container may be created, by network and volume key. */
export type Ground = {
  networks: Map<string, string>
  volumes: Map<string, string>
  gone: Map<string, string>
}

/** Brings the containers of one service to the number and shape that the project asks for; starts none. */
export function planService(planning: Planning, name: string, ground: Ground): void {
  const service = planning.project.services[name]
  if (!service) return
  const arrangement = arrange(planning, name, ground.gone)
  if (!arrangement) return
  const wanted = planning.wanted(name)
  const all = planning.existing(name)
  const refs: ContainerRef[] = []
  const surplus = arrangement.surplus.map((container) =>
    removeContainer(planning, container, reason('because.needs', { service: name, count: wanted })),
  )
  for (const { container, why } of arrangement.chosen) {
    refs.push(
      why ? replace(planning, name, service, container, why, ground) : keep(planning, container, surplus),
    )
  }
  for (const number of arrangement.missing) {
    const blueprint = blueprintOf(planning, name, service, number)
    const id = planning.add(
      `container/${blueprint.name}/create`,
      all.length > 0 && wanted > 1
        ? reason('because.needs', { service: name, count: wanted })
        : reason('because.absent'),
      [...groundFor(planning, service, ground), ...(all.length > 0 ? ground.gone.values() : [])],
      { kind: 'create-container', blueprint },
    )
    refs.push({ name: blueprint.name, service: name, number, madeBy: id })
  }
  refs.sort((a, b) => a.number - b.number)
  planning.containers.set(name, refs)
  const [first] = refs
  if (first && 'madeBy' in first) planning.renewed.set(name, first.madeBy)
}

/** A container that fits stays. One that an interrupted replacement left under its temporary name gets its own. */
function keep(planning: Planning, container: ObservedContainer, surplus: string[]): ContainerRef {
  const name = properName(planning, container)
  if (name !== undefined) {
    planning.add(`container/${name}/rename`, reason('because.interrupted-replacement'), surplus, {
      kind: 'rename-container',
      container: refOf(container),
      name,
    })
  }
  return refOf(container)
}

/** Create the new one under a temporary name, then stop and remove the old one, then give the new one its name. */
function replace(
  planning: Planning,
  name: string,
  service: Service,
  old: ObservedContainer,
  because: Phrase,
  ground: Ground,
): ContainerRef {
  const blueprint = blueprintOf(planning, name, service, old.number)
  blueprint.replaces = old.name
  blueprint.carried = carriedVolumes(planning, name, service, old)
  const create = planning.add(
    `container/${blueprint.name}/create`,
    because,
    groundFor(planning, service, ground),
    {
      kind: 'create-container',
      blueprint,
      temporaryName: temporaryName(old.id, blueprint.name),
    },
  )
  const ref: ContainerRef = { name: blueprint.name, service: name, number: old.number, madeBy: create }
  const stopped = stopDependents(planning, name, create)
  const removed = removeContainer(planning, old, reason('because.replaced', { why: because }), [
    create,
    ...stopped,
  ])
  planning.add(`container/${blueprint.name}/rename`, reason('because.gone'), [removed], {
    kind: 'rename-container',
    container: { ...ref, name: `the new ${blueprint.name}` },
    name: blueprint.name,
  })
  return ref
}

/** What a container is called until the one that has its name is gone. */
export const temporaryName = (holder: string, name: string): string => `${holder.slice(0, 12)}_${name}`

/** Chosen services that ask to be restarted with this one stop before it does; the start phase brings them back. */
function stopDependents(planning: Planning, name: string, create: string): string[] {
  const stops: string[] = []
  for (const [dependent, service] of Object.entries(planning.project.services)) {
    if (!planning.selected.has(dependent) || !service.depends_on?.[name]?.restart) continue
    for (const container of planning.existing(dependent)) {
      const already = planning.stopped.get(container.id)
      if (already) stops.push(already)
      if (already || !isUp(container)) continue
      const stop = planning.add(
        `container/${container.name}/stop`,
        reason('because.replaced-service', { service: name }),
        [create],
        {
          kind: 'stop-container',
          container: refOf(container),
          timeout: planning.options.stopTimeout,
        },
      )
      planning.stopped.set(container.id, stop)
      stops.push(stop)
    }
  }
  return stops
}

export function blueprintOf(planning: Planning, name: string, service: Service, number: number): Blueprint {
  const { project, options } = planning
  return {
    project,
    service: name,
    name: containerName(project, name, service, number),
    number,
    imageId: options.images?.get(name)?.id,
    origin: options.origin,
    extraLabels: options.extraLabels,
  }
}

/** What must exist before a container of this service can be created. */
export function groundFor(planning: Planning, service: Service, ground: Ground): string[] {
  const after: string[] = []
  const need = (step: string | undefined) => {
    if (step && !after.includes(step)) after.push(step)
  }
  if (!service.network_mode)
    for (const key of Object.keys(service.networks ?? {})) need(ground.networks.get(key))
  for (const mount of service.volumes ?? []) need(ground.volumes.get(mount.source ?? ''))
  for (const { service: parent } of parentsOf(planning.project, service)) need(planning.renewed.get(parent))
  for (const linked of linkedServices(service)) {
    for (const ref of planning.containersOf(linked)) if ('madeBy' in ref) need(ref.madeBy)
  }
  return after
}

/** Anonymous volumes of the old container that the new one mounts again. */
export function carriedVolumes(
  planning: Planning,
  name: string,
  service: Service,
  old: ObservedContainer,
): CarriedVolume[] {
  if (planning.options.renewAnonymousVolumes) return []
  const declared = new Map((service.volumes ?? []).map((mount) => [mount.target, mount]))
  const ofImage = planning.options.images?.get(name)?.volumes ?? []
  return old.mounts
    .filter(({ type, target, name: volume }) => {
      if (type !== 'volume' || !isAnonymous(volume)) return false
      const mount = declared.get(target)
      return mount ? mount.type === 'volume' && !mount.source : ofImage.includes(target)
    })
    .map(({ target, name: volume, readOnly }) => ({ target, volume, readOnly }))
}

/** The engine names a volume that nobody named by 64 hexadecimal digits. */
export const isAnonymous = (volume: string): boolean => /^[0-9a-f]{64}$/.test(volume)
