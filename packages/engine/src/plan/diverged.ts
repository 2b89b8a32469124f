import { isHashOf } from '@keelson/compose'
import { LABEL } from '../labels.ts'
import type { ObservedContainer } from '../observed.ts'
import { resolveReferences } from '../request/request.ts'
import { parentsOf } from './graph.ts'
import type { Recreate } from './options.ts'
import { type Phrase, reason } from './phrase.ts'
import type { Planning } from './planning.ts'

/** Why an existing container must be made again, or `undefined` when it fits. */
export function whyRecreate(
  planning: Planning,
  name: string,
  container: ObservedContainer,
): Phrase | undefined {
  if (planning.options.remnants?.has(container.id)) return reason('because.killed')
  const policy = policyFor(planning, name)
  const service = planning.project.services[name]
  if (policy === 'never' || !service) return undefined
  if (policy === 'force') return reason('because.asked')
  for (const parent of parentsOf(planning.project, service)) {
    if (planning.renewed.has(parent.service))
      return reason('because.shares', { what: parent.shares, service: parent.service })
  }
  const resolved = resolveReferences(service, {
    containersOf: (other) => planning.containersOf(other).flatMap((ref) => ('id' in ref ? [ref] : [])),
  })
  if (!isHashOf(container.labels[LABEL.hash], resolved)) return reason('because.configuration')
  const image = planning.options.images?.get(name)
  if (image && container.labels[LABEL.image] !== image.id) return reason('because.image')
  return missingNetwork(planning, name, container) ?? missingVolume(planning, name, container)
}

function policyFor(planning: Planning, name: string): Recreate {
  const { options } = planning
  const asked = !options.services?.length || options.services.includes(name)
  if (asked) return options.recreate ?? (options.renewAnonymousVolumes ? 'force' : 'diverged')
  return options.recreateDependencies ?? (options.recreate === 'never' ? 'never' : 'diverged')
}

function missingNetwork(planning: Planning, name: string, container: ObservedContainer): Phrase | undefined {
  const service = planning.project.services[name]
  if (container.state !== 'running') return goneNetwork(planning, container)
  if (!service || service.network_mode) return undefined
  for (const key of Object.keys(service.networks ?? {})) {
    const wanted = planning.project.networks?.[key]?.name ?? key
    if (planning.remadeNetworks.has(wanted)) continue
    const network = planning.observed.networks.find((one) => one.name === wanted || one.id === wanted)
    // Podman gives a network's name where Docker gives its id.
    const attached = container.networks.some(({ id }) => id === network?.id || id === network?.name)
    if (!attached) return reason('because.not-attached', { network: wanted })
  }
  return undefined
}

/** A stopped container is bound to the network that it was on, and can start on no other of that name. */
function goneNetwork({ observed }: Planning, { networks }: ObservedContainer): Phrase | undefined {
  const gone = networks.find(
    ({ id }) => id !== '' && !observed.networks.some((one) => one.id === id || one.name === id),
  )
  return gone && reason('because.network-gone', { network: gone.name })
}

function missingVolume(planning: Planning, name: string, container: ObservedContainer): Phrase | undefined {
  for (const mount of planning.project.services[name]?.volumes ?? []) {
    if (mount.type !== 'volume' || !mount.source) continue
    const wanted = planning.project.volumes?.[mount.source]?.name ?? mount.source
    if (!container.mounts.some((one) => one.type === 'volume' && one.name === wanted)) {
      return reason('because.not-mounted', { volume: wanted })
    }
  }
  return undefined
}
