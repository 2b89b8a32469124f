import { configHash, type Project, type Service } from '@keelson/compose'
import { compareVersions } from '../docker/docker.ts'
import type { ContainerRequest, EndpointSettings, Labels } from '../docker/types.ts'
import { wholeSeconds } from '../duration.ts'
import {
  dependsOnLabel,
  imageName,
  LABEL,
  type Origin,
  originLabels,
  serviceNaming,
  VERSION,
} from '../labels.ts'
import { healthConfig } from './health.ts'
import { hostConfig } from './host-config.ts'
import { endpoints, primaryNetwork, warnOfNetworks } from './networks.ts'
import { exposedPorts } from './ports.ts'

/** A volume of an older container that its successor mounts again. */
export type CarriedVolume = { target: string; volume: string; readOnly: boolean }

/** All that a container is made from. With `resolve` it becomes a request to the engine. */
export type Blueprint = {
  project: Project
  service: string
  /** The name that it will have in the end, also while it is created under another. */
  name: string
  number: number
  imageId?: string | undefined
  carried?: CarriedVolume[]
  /** The container that this one takes the place of. */
  replaces?: string
  origin?: Origin | undefined
  extraLabels?: Labels | undefined
  /** Present on a container of `run`. */
  oneOff?: { slug: string; autoRemove: boolean; aliases: boolean }
}

/** What is known only when the engine is asked: ids and names of other containers of the project, and its version. */
export type Surroundings = {
  apiVersion: string
  /** Containers of a service, lowest number first. */
  containersOf: (service: string) => { id: string; name: string; number: number }[]
}

/** The body for creating a container, the networks to connect it to afterwards, and what had to be left out. */
export type ContainerOrder = {
  request: ContainerRequest
  connect: { network: string; endpoint: EndpointSettings }[]
  platform?: string | undefined
  warnings: string[]
}

/** From a service to the engine's terms. Pure: same blueprint and surroundings, same order. */
export function containerOrder(blueprint: Blueprint, around: Surroundings): ContainerOrder {
  const { project } = blueprint
  const declared = project.services[blueprint.service]
  if (!declared) throw new Error(`The project has no service "${blueprint.service}".`)
  const service = resolveReferences(declared, around)
  const warnings: string[] = []
  const atLeast = (version: string) => compareVersions(around.apiVersion, version) >= 0
  const warn = (text: string) => warnings.push(`${blueprint.name}: ${text}`)
  if (service.credential_spec?.config !== undefined)
    warn('credential_spec.config is left out: a single engine has no configs; name a file or a registry key.')
  warnOfNetworks(service, { atLeast, warn })
  const attached = endpoints(blueprint, service, around)
  const primary = primaryNetwork(service)
  const together = atLeast('1.44')
  const first = attached.filter(({ key }) => together || key === primary)
  const request: ContainerRequest = {
    Image: imageName(project, blueprint.service, service),
    Labels: containerLabels(blueprint, service),
    Env: Object.entries(service.environment ?? {}).map(([k, v]) => (v === null ? k : `${k}=${v}`)),
    OpenStdin: service.stdin_open ?? false,
    StdinOnce: blueprint.oneOff !== undefined && (service.stdin_open ?? false),
    AttachStdin: blueprint.oneOff !== undefined && (service.stdin_open ?? false),
    Tty: service.tty ?? false,
    ExposedPorts: exposedPorts(service),
    HostConfig: hostConfig(blueprint, withIds(project, service, around), { atLeast, warn }),
  }
  if (service.command) request.Cmd = service.command
  if (service.entrypoint) request.Entrypoint = service.entrypoint
  if (service.hostname) request.Hostname = service.hostname
  if (service.domainname) request.Domainname = service.domainname
  if (service.user) request.User = service.user
  if (service.working_dir) request.WorkingDir = service.working_dir
  if (service.stop_signal) request.StopSignal = service.stop_signal
  if (service.stop_grace_period !== undefined) request.StopTimeout = wholeSeconds(service.stop_grace_period)
  const health = healthConfig(service.healthcheck, { atLeast, warn })
  if (health) request.Healthcheck = health
  const macAddress = service.mac_address ?? service.networks?.[primary ?? '']?.mac_address
  if (macAddress && !together) request.MacAddress = macAddress
  if (first.length > 0) {
    request.NetworkingConfig = {
      EndpointsConfig: Object.fromEntries(first.map(({ network, endpoint }) => [network, endpoint])),
    }
  }
  const connect = attached.filter((one) => !first.includes(one))
  return { request, connect, platform: service.platform, warnings }
}

/** `service:x` becomes the container of x, wherever a service may name another one. */
export function resolveReferences(service: Service, around: Pick<Surroundings, 'containersOf'>): Service {
  const idOf = (name: string) => {
    const [first] = around.containersOf(name)
    if (!first) throw new Error(`It shares a namespace or volumes with "${name}", which has no container.`)
    return first.id
  }
  const resolve = (mode: string) =>
    mode.startsWith('service:') ? `container:${idOf(mode.slice('service:'.length))}` : mode
  const resolved = { ...service }
  if (service.network_mode) resolved.network_mode = resolve(service.network_mode)
  if (service.pid) resolved.pid = resolve(service.pid)
  if (service.ipc) resolved.ipc = resolve(service.ipc)
  if (service.volumes_from) {
    resolved.volumes_from = service.volumes_from.map((from) => {
      if (from.startsWith('container:')) return from.split(':')[1] ?? from
      return idOf(from.split(':')[0] ?? from)
    })
  }
  return resolved
}

/** `container:NAME` of a container of the project by its id: while that one is replaced, the old one has the name. */
function withIds(project: Project, service: Service, around: Surroundings): Service {
  const byId = (mode: string) => {
    const [kind, name = ''] = mode.split(':')
    const owner = kind === 'container' ? serviceNaming(project, name) : undefined
    const [first] = owner === undefined ? [] : around.containersOf(owner)
    return first ? `container:${first.id}` : mode
  }
  const changed = { ...service }
  for (const key of ['network_mode', 'pid', 'ipc'] as const) {
    const mode = service[key]
    if (mode) changed[key] = byId(mode)
  }
  return changed
}

function containerLabels(blueprint: Blueprint, service: Service): Labels {
  const { oneOff } = blueprint
  const labels: Labels = {
    ...service.labels,
    ...blueprint.extraLabels,
    ...originLabels(blueprint.origin),
    [LABEL.project]: blueprint.project.name,
    [LABEL.service]: blueprint.service,
    [LABEL.version]: VERSION,
    [LABEL.oneOff]: oneOff ? 'True' : 'False',
    [LABEL.hash]: configHash(service),
    [LABEL.dependsOn]: dependsOnLabel(blueprint.project, service),
    [LABEL.image]: blueprint.imageId ?? '',
  }
  if (oneOff) labels[LABEL.slug] = oneOff.slug
  else labels[LABEL.number] = String(blueprint.number)
  if (blueprint.replaces) labels[LABEL.replace] = blueprint.replaces
  return labels
}
