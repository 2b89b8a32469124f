import type {
  ContainerState,
  ContainerSummary,
  Labels,
  NetworkInfo,
  PortSummary,
  VolumeInfo,
} from './docker/types.ts'
import { LABEL } from './labels.ts'

export type Health = 'starting' | 'healthy' | 'unhealthy'

/** A container of a project, as the container list shows it. */
export type ObservedContainer = {
  id: string
  name: string
  service: string
  /** Zero on one-off containers. */
  number: number
  oneOff: boolean
  state: ContainerState
  /** For people, for example `Up 2 minutes (healthy)`. */
  status: string
  health?: Health
  /** Absent unless exited. */
  exitCode?: number
  /** Image as named at creation, and the id it had then. */
  image: string
  imageId: string
  command: string
  /** Seconds since 1970. */
  created: number
  labels: Labels
  ports: PortSummary[]
  /** Names of the networks it is attached to, and its address in each. */
  networks: { name: string; id: string; address: string }[]
  mounts: { type: string; name: string; target: string; readOnly: boolean }[]
}

export type ObservedNetwork = { id: string; name: string; driver: string; labels: Labels }
export type ObservedVolume = { name: string; driver: string; labels: Labels }

/** What the engine holds of a project. Networks and volumes of others are there too: names may be taken or shared. */
export type Observed = {
  project: string
  containers: ObservedContainer[]
  networks: ObservedNetwork[]
  volumes: ObservedVolume[]
}

export function readContainer(summary: ContainerSummary): ObservedContainer {
  const labels = summary.Labels
  const container: ObservedContainer = {
    id: summary.Id,
    // Links add names with more slashes; the own one has just the leading one.
    name: (summary.Names.find((name) => name.lastIndexOf('/') === 0) ?? summary.Names[0] ?? '').slice(1),
    service: labels[LABEL.service] ?? '',
    number: Number(labels[LABEL.number] ?? 0),
    oneOff: labels[LABEL.oneOff] === 'True',
    state: summary.State,
    status: summary.Status,
    image: summary.Image,
    imageId: summary.ImageID,
    command: summary.Command,
    created: summary.Created,
    labels,
    ports: summary.Ports,
    networks: Object.entries(summary.NetworkSettings?.Networks ?? {}).map(([name, endpoint]) => ({
      name,
      id: endpoint.NetworkID ?? '',
      address: endpoint.IPAddress ?? '',
    })),
    mounts: summary.Mounts.map((mount) => ({
      type: mount.Type,
      name: mount.Name ?? mount.Source,
      target: mount.Destination,
      readOnly: !mount.RW,
    })),
  }
  const health = readHealth(summary.Status)
  if (health) container.health = health
  const exited = /^Exited \((\d+)\)/.exec(summary.Status)
  if (exited) container.exitCode = Number(exited[1])
  return container
}

/** The list has no health field before API 1.52, but its status text always names it. */
function readHealth(status: string): Health | undefined {
  if (status.includes('(healthy)')) return 'healthy'
  if (status.includes('(unhealthy)')) return 'unhealthy'
  return status.includes('(health: starting)') ? 'starting' : undefined
}

export const readNetwork = (network: NetworkInfo): ObservedNetwork => ({
  id: network.Id,
  name: network.Name,
  driver: network.Driver,
  labels: network.Labels ?? {},
})

export const readVolume = (volume: VolumeInfo): ObservedVolume => ({
  name: volume.Name,
  driver: volume.Driver,
  labels: volume.Labels ?? {},
})
