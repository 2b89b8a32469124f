import type { Service } from '@keelson/compose'
import type { PortBinding } from '../docker/types.ts'

const keyOf = (target: number | undefined, protocol: string | undefined) => `${target}/${protocol || 'tcp'}`

/** Everything under `expose` and `ports`; a range of exposed ports counts one by one. */
export function exposedPorts(service: Service): Record<string, object> {
  const ports: Record<string, object> = {}
  for (const entry of service.expose ?? []) {
    const [range = '', protocol] = String(entry).split('/')
    const [first, last] = range.split('-').map(Number)
    // Written as it is given: the engine treats `80` and `80/tcp` alike, and docker compose sends the same.
    if (last === undefined) ports[entry] = {}
    else for (let port = first ?? 0; port <= last; port++) ports[keyOf(port, protocol)] = {}
  }
  for (const port of service.ports ?? []) ports[keyOf(port.target, port.protocol)] = {}
  return ports
}

/** Published ports; an empty host port lets the engine choose. */
export function portBindings(service: Service): Record<string, PortBinding[]> {
  const bindings: Record<string, PortBinding[]> = {}
  for (const port of service.ports ?? []) {
    const key = keyOf(port.target, port.protocol)
    bindings[key] ??= []
    bindings[key].push({ HostIp: port.host_ip ?? '', HostPort: port.published ?? '' })
  }
  return bindings
}
