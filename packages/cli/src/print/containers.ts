import type { ObservedContainer } from '@keelson/engine'
import { ago } from './units.ts'

type Publisher = { URL: string; TargetPort: number; PublishedPort: number; Protocol: string }

/** A container as `docker compose ps --format json` shows it; templates name these fields. */
export function containerRow(container: ObservedContainer, project: string, full = false) {
  const short = full ? (text: string) => text : shorten
  const publishers = publishersOf(container)
  const volumes = container.mounts.filter(({ type }) => type === 'volume')
  const created = new Date(container.created * 1000)
  return {
    Command: `"${short(container.command, commandColumns)}"`,
    CreatedAt: `${created.toISOString().slice(0, 19).replace('T', ' ')} +0000 UTC`,
    ExitCode: container.exitCode ?? 0,
    Health: container.health ?? '',
    ID: full ? container.id : container.id.slice(0, 12),
    Image: container.image,
    Labels: Object.entries(container.labels)
      .map(([name, value]) => `${name}=${value}`)
      .join(','),
    LocalVolumes: String(volumes.length),
    Mounts: container.mounts.map(({ name }) => short(name, mountColumns)).join(','),
    Name: container.name,
    Names: container.name,
    Networks: container.networks.map(({ name }) => name).join(','),
    Ports: portsText(container, publishers),
    Project: project,
    Publishers: publishers,
    RunningFor: ago(created.toISOString()),
    Service: container.service,
    Size: '0B',
    State: container.state,
    Status: container.status,
  }
}

const commandColumns = 20
const mountColumns = 15

const shorten = (text: string, most: number): string =>
  text.length <= most ? text : `${text.slice(0, most - 1)}…`

function publishersOf({ ports }: ObservedContainer): Publisher[] {
  return ports
    .map((port) => ({
      URL: port.IP ?? '',
      TargetPort: port.PrivatePort,
      PublishedPort: port.PublicPort ?? 0,
      Protocol: port.Type,
    }))
    .sort((a, b) => a.TargetPort - b.TargetPort || (a.URL < b.URL ? -1 : 1))
}

/**
 * `80-82/tcp, 127.0.0.1:8080->90/tcp`, for what runs: ports that follow each other, and are the same outside, are one
 * range; those that are another one outside come last. As docker shows them.
 */
function portsText({ state }: ObservedContainer, publishers: readonly Publisher[]): string {
  if (state !== 'running' && state !== 'paused') return ''
  const ranges: { host: string; first: number; last: number; protocol: string }[] = []
  const mapped: string[] = []
  for (const { URL, TargetPort, PublishedPort, Protocol } of publishers) {
    const host = URL.includes(':') ? `[${URL}]` : URL
    if (PublishedPort && PublishedPort !== TargetPort) {
      mapped.push(`${host}:${PublishedPort}->${TargetPort}/${Protocol}`)
      continue
    }
    const open = ranges.findLast((range) => range.host === host && range.protocol === Protocol)
    if (open?.last === TargetPort - 1) open.last = TargetPort
    else ranges.push({ host, first: TargetPort, last: TargetPort, protocol: Protocol })
  }
  const told = ranges.map(({ host, first, last, protocol }) => {
    const range = first === last ? `${first}` : `${first}-${last}`
    return host ? `${host}:${range}->${range}/${protocol}` : `${range}/${protocol}`
  })
  return [...told, ...mapped].join(', ')
}
