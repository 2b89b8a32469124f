import type { ObservedContainer } from '@keelson/engine'
import { ago } from './units.ts'

type Publisher = { URL: string; TargetPort: number; PublishedPort: number; Protocol: string }

/** A container as `docker compose ps --format json` shows it; templates name these fields. */
export function containerRow(container: ObservedContainer, project: string, full = false) {
  const publishers = publishersOf(container)
  const volumes = container.mounts.filter(({ type }) => type === 'volume')
  const created = new Date(container.created * 1000)
  return {
    Command: `"${shorten(container.command, full)}"`,
    CreatedAt: `${created.toISOString().slice(0, 19).replace('T', ' ')} +0000 UTC`,
    ExitCode: container.exitCode ?? 0,
    Health: container.health ?? '',
    ID: full ? container.id : container.id.slice(0, 12),
    Image: container.image,
    Labels: Object.entries(container.labels)
      .map(([name, value]) => `${name}=${value}`)
      .join(','),
    LocalVolumes: String(volumes.length),
    Mounts: container.mounts.map(({ name }) => name).join(','),
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

function shorten(command: string, full: boolean): string {
  return full || command.length <= commandColumns ? command : `${command.slice(0, commandColumns - 1)}…`
}

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

/** `127.0.0.1:8080->80/tcp, 443/tcp`, for what runs. */
function portsText({ state }: ObservedContainer, publishers: readonly Publisher[]): string {
  if (state !== 'running' && state !== 'paused') return ''
  return publishers
    .map(({ URL, TargetPort, PublishedPort, Protocol }) => {
      const host = URL.includes(':') ? `[${URL}]` : URL
      return PublishedPort
        ? `${host}:${PublishedPort}->${TargetPort}/${Protocol}`
        : `${TargetPort}/${Protocol}`
    })
    .join(', ')
}
