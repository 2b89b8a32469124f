import {
  BUILD_LABEL,
  type ContainerInspect,
  type Docker,
  inspectContainer,
  LABEL,
  listContainers,
  listNetworks,
  listVolumes,
} from '@keelson/engine'

/** What the engine holds of a project, in words that are the same for whoever made it. */
export type Snapshot = { state: Record<string, unknown>; seen: Map<string, { id: string; started: string }> }

/** Labels that tell who made something and how it was spelled, not what it is. */
const MAKERS: string[] = [
  LABEL.version,
  LABEL.hash,
  LABEL.image,
  LABEL.replace,
  LABEL.builder,
  BUILD_LABEL,
  LABEL.slug,
  LABEL.workingDir,
  LABEL.configFiles,
  LABEL.environmentFile,
]

export async function snapshot(
  docker: Docker,
  project: string,
  folder: string,
  before: Snapshot['seen'],
): Promise<Snapshot> {
  const ours = { filters: { label: [`${LABEL.project}=${project}`] } }
  const [list, networks, volumes] = await Promise.all([
    listContainers(docker, { all: true, ...ours }),
    listNetworks(docker, ours),
    listVolumes(docker, ours),
  ])
  const inspected = await Promise.all(list.map(({ Id }) => inspectContainer(docker, Id)))
  const names = new Map(inspected.map(({ Id, Name }) => [Id, Name.slice(1)]))
  const seen: Snapshot['seen'] = new Map()
  const state: Record<string, unknown> = {}
  for (const one of inspected) {
    const name = one.Name.slice(1).replace(/-run-[0-9a-f]{12}$/, '-run-SLUG')
    const started = one.State.StartedAt ?? ''
    seen.set(name, { id: one.Id, started })
    const old = before.get(name)
    const since = !old
      ? 'created'
      : old.id !== one.Id
        ? 'recreated'
        : old.started === started
          ? 'kept'
          : 'restarted'
    state[`container ${name}`] = plain({ since, ...describe(one) }, names)
  }
  for (const { Name, Driver, Internal, Attachable, Options, Labels, IPAM } of networks) {
    const labels = withoutMakers(Labels)
    // Those that the engine chooses lie elsewhere and are others each time.
    const addresses = IPAM.Config?.filter(({ Subnet }) => Subnet?.startsWith('10.'))
    state[`network ${Name}`] = plain({ Driver, Internal, Attachable, Options, labels, addresses }, names)
  }
  for (const { Name, Driver, Options, Labels } of volumes)
    state[`volume ${Name}`] = plain({ Driver, Options, labels: withoutMakers(Labels) }, names)
  const text = JSON.stringify(state).replaceAll(project, 'NAME').replaceAll(folder, 'FOLDER')
  const same = text.replace(/\b[0-9a-f]{64}\b/g, 'ID').replace(/-run-[0-9a-f]{12}\b/g, '-run-SLUG')
  return { state: JSON.parse(same), seen }
}

function describe({ State, Config, HostConfig, NetworkSettings, Mounts }: ContainerInspect) {
  // Whether a command was joined to it when it was made says nothing about the container.
  const { Hostname: _, AttachStdout: __, AttachStderr: ___, Labels, Env, ...config } = Config
  const networks = Object.entries(NetworkSettings.Networks ?? {}).map(([name, endpoint]) => [
    name,
    {
      aliases: [...new Set(endpoint.Aliases ?? [])].filter((one) => !/^[0-9a-f]{12}$/.test(one)).sort(),
      address: endpoint.IPAMConfig,
      links: endpoint.Links,
      options: endpoint.DriverOpts,
    },
  ])
  return {
    status: State.Status,
    code: State.Status === 'exited' ? State.ExitCode : undefined,
    config: { ...config, Env: [...(Env ?? [])].sort() },
    host: HostConfig,
    labels: withoutMakers(Labels),
    networks: Object.fromEntries(networks),
    mounts: Mounts.map(({ Type, Name, Destination, RW }) => [
      Destination,
      { Type, RW, Name: /^[0-9a-f]{64}$/.test(Name ?? '') ? undefined : Name },
    ]).sort(),
  }
}

function withoutMakers(labels: Record<string, string> | null | undefined): Record<string, string> {
  const kept = Object.entries(labels ?? {}).filter(([name]) => !MAKERS.includes(name))
  return Object.fromEntries(
    kept.map(([name, value]) => [name, name === LABEL.dependsOn ? value.split(',').sort().join(',') : value]),
  )
}

/** Without what is empty anyway; ids of containers as their names; lists whose order says nothing sorted. */
function plain(value: unknown, names: ReadonlyMap<string, string>): unknown {
  if (typeof value === 'string') {
    const id = value.startsWith('container:') ? value.slice('container:'.length) : value
    return value.replace(id, names.get(id) ?? id)
  }
  if (Array.isArray(value)) {
    const all = value.map((one) => plain(one, names))
    return all.every((one) => typeof one === 'object' || String(one).includes(':')) ? sorted(all) : all
  }
  if (value === null || typeof value !== 'object') return value
  const entries = Object.entries(value)
    .map(([key, one]) => [key, plain(one, names)] as const)
    .filter(([, one]) => !isEmpty(one))
    .sort(([a], [b]) => (a < b ? -1 : 1))
  return Object.fromEntries(entries)
}

/** Mounts, limits and the like: their order says nothing. */
function sorted(values: unknown[]): unknown[] {
  const key = (value: unknown) => JSON.stringify(value).replace(/[0-9a-f]{64}/g, 'ID')
  return values.sort((a, b) => (key(a) < key(b) ? -1 : 1))
}

const isEmpty = (value: unknown) =>
  value === undefined ||
  value === null ||
  value === '' ||
  value === 0 ||
  value === false ||
  (typeof value === 'object' && Object.keys(value).length === 0)
