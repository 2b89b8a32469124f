import type { Mount, Project, Service } from '@keelson/compose'
import type { Topology } from '@keelson/protocol'

type Parts = Topology['services'][number]
type Store = Topology['volumes'][number]

/**
 * What a project is made of, without anything that could be secret. Services stand in the order of the model.
 *
 * @param folder the project's own folder: mounted folders below it are named relative to it.
 */
export function topologyOf(project: Project, { folder }: { folder: string }): Topology {
  const entries = Object.entries(project.services)
  const jobs = new Set(
    entries.flatMap(([, { depends_on: needs = {} }]) =>
      Object.entries(needs).flatMap(([name, { condition }]) =>
        condition === 'service_completed_successfully' ? [name] : [],
      ),
    ),
  )
  const stores = new Map<string, Store>()
  const services = entries.map(([name, service]): Parts => {
    const mounted = (service.volumes ?? []).flatMap((mount) => {
      const store = storeOf(project, name, mount, folder)
      if (!store) return []
      stores.set(store.name, store)
      return [{ volume: store.name, target: mount.target ?? '', readOnly: mount.read_only ?? false }]
    })
    return {
      name,
      image: service.image ?? `${project.name}-${name}`,
      replicas: service.scale ?? service.deploy?.replicas ?? 1,
      job: jobs.has(name),
      networks: networksOf(project, service, new Set([name])),
      ports: (service.ports ?? []).flatMap(({ published, target, protocol = 'tcp' }) =>
        target === undefined ? [] : [{ published: published ?? null, target, protocol }],
      ),
      needs: needsOf(project, service),
      mounts: mounted,
      secrets: sources(service.secrets),
      configs: sources(service.configs),
    }
  })
  const joined = new Set(services.flatMap(({ networks }) => networks))
  return {
    name: project.name,
    services,
    networks: [...joined].sort().map((name) => ({
      name,
      kind: name === HOST ? 'host' : 'network',
      internal: project.networks?.[name]?.internal ?? false,
      external: project.networks?.[name]?.external ?? false,
    })),
    volumes: [...stores.values()],
  }
}

/** No network can be declared under this name, since it has a space. */
const HOST = 'host network'

/** The networks that a service can speak on; who shares another's network is where that one is. */
function networksOf(project: Project, service: Service, seen: Set<string>): string[] {
  const mode = service.network_mode
  if (mode === undefined) return Object.keys(service.networks ?? {}).sort()
  if (mode === 'host') return [HOST]
  const shared = /^service:(.+)$/.exec(mode)?.[1]
  const other = shared === undefined || seen.has(shared) ? undefined : project.services[shared]
  return shared !== undefined && other ? networksOf(project, other, seen.add(shared)) : []
}

const conditions = {
  service_started: 'started',
  service_healthy: 'healthy',
  service_completed_successfully: 'completed',
} as const

/** What a service waits for, as far as it is part of the project. */
const needsOf = (project: Project, { depends_on: needs = {} }: Service): Parts['needs'] =>
  Object.entries(needs)
    .filter(([name]) => Object.hasOwn(project.services, name))
    .map(([service, { condition = 'service_started', required }]) => ({
      service,
      condition: conditions[condition],
      required,
    }))

function storeOf(project: Project, service: string, mount: Mount, folder: string): Store | undefined {
  const { type, source, target = '' } = mount
  if (type === 'bind' && source !== undefined)
    return { name: relativeTo(folder, source), kind: 'folder', external: false }
  if (type !== 'volume') return undefined
  if (source === undefined) return { name: `${service}:${target}`, kind: 'anonymous', external: false }
  return { name: source, kind: 'named', external: project.volumes?.[source]?.external ?? false }
}

const relativeTo = (folder: string, path: string) =>
  path === folder ? '.' : path.startsWith(`${folder}/`) ? `.${path.slice(folder.length)}` : path

const sources = (mounts: { source?: string }[] | undefined) =>
  (mounts ?? []).flatMap(({ source }) => (source === undefined ? [] : [source]))
