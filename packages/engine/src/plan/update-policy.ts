import type { Service } from '@keelson/compose'
import { nanoseconds } from '../duration.ts'
import type { ObservedContainer } from '../observed.ts'
import { type Phrase, reason } from './phrase.ts'

/** How the containers of a service are replaced while it serves. Times in milliseconds. */
export type UpdatePolicy = {
  order: 'start-first' | 'stop-first'
  /** Why it is stop-first; absent for start-first. */
  why?: Phrase
  /** How many at a time. */
  parallelism: number
  delay: number
  /** How long a new container is watched before the next ones follow. */
  monitor: number
  /** How many may fail before the whole change does. */
  tolerated: number
}

/**
 * What `deploy.update_config` says, or `rollback_config` on the way back. Where it names no order, two containers of
 * a service may overlap unless they would share what only one can have, or data that one writes.
 */
export function updatePolicy(
  service: Service,
  replicas: number,
  running: readonly Pick<ObservedContainer, 'mounts'>[],
  back: boolean,
): UpdatePolicy {
  const { update_config: update, rollback_config: rollback } = service.deploy ?? {}
  const config = (back ? rollback : undefined) ?? update ?? {}
  const sole = soleResource(service)
  const data = writtenData(service, running)
  const stopFirst = sole ?? (config.order === 'stop-first' ? reason('because.update-config') : undefined)
  const why = stopFirst ?? (config.order === 'start-first' ? undefined : data)
  const ratio = Number(config.max_failure_ratio ?? 0)
  return {
    ...(why === undefined ? { order: 'start-first' } : { order: 'stop-first', why }),
    parallelism: Number(config.parallelism ?? 1) || replicas,
    delay: milliseconds(config.delay),
    monitor: milliseconds(config.monitor),
    tolerated: config.failure_action === 'continue' ? replicas : Math.floor(ratio * replicas),
  }
}

const milliseconds = (duration: string | undefined) => (duration ? nanoseconds(duration) / 1e6 : 0)

/** What two containers of a service cannot have at the same time, if there is such a thing. */
function soleResource(service: Service): Phrase | undefined {
  if (service.container_name) return reason('because.name', { name: service.container_name })
  const mode = service.network_mode
  if (mode === 'host' || mode?.startsWith('container:') || mode?.startsWith('service:'))
    return reason('because.foreign-network')
  const port = service.ports?.find(({ published }) => published)
  if (port) return reason('because.port', { port: String(port.published) })
  for (const attachment of Object.values(service.networks ?? {})) {
    const address = attachment?.ipv4_address ?? attachment?.ipv6_address ?? attachment?.mac_address
    if (address) return reason('because.address', { address })
  }
  if (service.mac_address) return reason('because.address', { address: service.mac_address })
  if (service.devices?.length) return reason('because.device')
  return undefined
}

/** The data that a container of this service writes and another one would write beside it. */
function writtenData(
  service: Service,
  running: readonly Pick<ObservedContainer, 'mounts'>[],
): Phrase | undefined {
  const [lender] = service.volumes_from ?? []
  if (lender !== undefined) return reason('because.has-volumes', { service: lender })
  for (const { type, source, target, read_only: readOnly } of service.volumes ?? []) {
    if (readOnly || (type !== 'volume' && type !== 'bind')) continue
    return type === 'volume'
      ? reason('because.writes-volume', { volume: source ?? target ?? '' })
      : reason('because.writes', { path: source ?? '' })
  }
  const named = running
    .flatMap(({ mounts }) => mounts)
    .find(({ type, readOnly, name }) => type === 'volume' && !readOnly && !/^[0-9a-f]{64}$/.test(name))
  return named && reason('because.writes-volume', { volume: named.name })
}
