import type { Access, Backend, BalancerConfig, Route } from '@keelson/balancer'
import type { FixedPort, Outline } from '../storage/tables.ts'
import { environmentRoutes, hostName } from './hosts.ts'
import type { Observed } from './observed.ts'
import { serversOf } from './servers.ts'
import { openTraffic, type TrafficPicture } from './traffic.ts'

/** An environment as far as routes need to know it. */
export type Routable = {
  project: string
  name: string
  composeProject: string
  /** On: its version's outline. Off: the outline of what was on last. Never on: null. */
  outline: Outline | null
  on: boolean
  busy: boolean
  ports: FixedPort[]
  /** A version whose replicas are there beside those of the one that is on: it takes over, or is a canary. */
  next?: { version: number; outline: Outline; percent?: number } | undefined
  /** Host names of the users' own. */
  domains?: RoutableDomain[]
  /** By service. */
  access?: ReadonlyMap<string, RoutableAccess>
  /** Closed, but for visitors from these networks; absent: open. */
  maintenance?: string[]
}
export type RoutableDomain = { host: string; service: string; redirect: boolean; hsts: number }
export type RoutableAccess = Access & { networks: string[] }
type Installation = { domain: string; port: number; secure: boolean }

/** Everything the balancer shall do for these environments. What has no replica that can serve gets a page. Pure. */
export function balancerRoutes(
  environments: Routable[],
  containersOf: (composeProject: string) => Observed[],
  installation: Installation,
  traffic: TrafficPicture = openTraffic,
): Required<Pick<BalancerConfig, 'routes' | 'published' | 'backends' | 'networkLists'>> & {
  /** Of each backend, the hosts that lead to it, also while they show a page instead. */
  hosts: Map<string, string[]>
} {
  const routes = new Map<string, Route>()
  const networkLists = new Map<string, string[]>()
  const published = new Map<number, BalancerConfig['published'][number]>()
  const backends = new Map<string, Backend>()
  const hosts = new Map<string, string[]>()
  for (const environment of environments) {
    const { project, name, outline, on, busy, ports, domains = [], access, maintenance } = environment
    const listed = (list: string, networks: string[] | undefined) => {
      if (networks) networkLists.set(list, networks)
      return networks && list
    }
    /** What holds for every host of a service, whatever answers there. */
    const rulesOf = (service: string) => {
      const networks = access?.get(service)?.networks ?? []
      const allow = listed(`${project}_${name}_${service}`, networks.length > 0 ? networks : undefined)
      const closed = listed(`${project}_${name}`, maintenance)
      return { ...(allow && { allow }), ...(closed && { maintenance: closed }) }
    }
    const toHttps = ({ redirect, hsts }: RoutableDomain) => ({ ...(redirect && { redirect }), hsts })
    const containers = containersOf(environment.composeProject)
    if (outline === null) {
      const host = hostName(installation.domain, project, name)
      if (busy) routes.set(host, { host, page: 'starting' })
      for (const domain of domains) {
        const page = busy ? 'starting' : 'stopped'
        routes.set(domain.host, { host: domain.host, page, ...rulesOf(domain.service), ...toHttps(domain) })
      }
      continue
    }
    const backendFor = (
      service: string,
      port: number,
      kind: Backend['kind'],
      published?: number,
    ): Backend => {
      const id = `${project}_${name}_${service}_${port}${kind === 'tcp' ? '_tcp' : ''}`
      const known = backends.get(id)
      if (known) return known
      const route = outline.routes.find((one) => one.service === service && one.port === port)
      const backend: Backend = {
        name: id,
        kind,
        servers: on
          ? serversOf(containers, { service, port, published, next: environment.next }, traffic)
          : [],
        ...(kind === 'http' && { sticky: route?.sticky ? ('always' as const) : ('socket.io' as const) }),
        ...(kind === 'http' && route?.health && { health: { path: route.health } }),
        ...(kind === 'http' && accessTo(access?.get(service))),
      }
      // Also while it is off: turning on and off is then a matter of servers, and no worker has to be replaced.
      backends.set(backend.name, backend)
      return backend
    }
    const given = environmentRoutes(outline, { ...installation, project, environment: name })
    const own = domains.map((domain) => {
      const port = outline.routes.find(({ service }) => service === domain.service)?.port
      return { host: domain.host, service: domain.service, port, https: toHttps(domain) }
    })
    for (const { host, service, port, https } of [...own, ...given.map((one) => ({ ...one, https: {} }))]) {
      if (routes.has(host)) continue
      const backend = port === undefined ? undefined : backendFor(service, port, 'http')
      const page = pageFor(
        on,
        busy,
        containers.filter((container) => container.service === service),
      )
      if (backend) hosts.set(backend.name, [...(hosts.get(backend.name) ?? []), host])
      const target = backend?.servers.some(({ disabled }) => !disabled) ? { backend: backend.name } : { page }
      routes.set(host, { host, ...target, ...rulesOf(service), ...https })
    }
    for (const { service, host, container, address, http } of on ? ports : []) {
      const { name: backend } = backendFor(service, container, http ? 'http' : 'tcp', host)
      published.set(host, { port: host, backend, ...(address !== null && { address }) })
    }
  }
  return {
    routes: [...routes.values()],
    published: [...published.values()],
    backends: [...backends.values()],
    networkLists: [...networkLists].map(([name, networks]) => ({ name, networks })),
    hosts,
  }
}

function accessTo(rule: RoutableAccess | undefined): Pick<Backend, 'access'> {
  if (!rule || (!rule.users?.length && !rule.limit)) return {}
  const { users = [], limit } = rule
  return { access: { ...(users.length > 0 && { users }), ...(limit && { limit }) } }
}

function pageFor(on: boolean, busy: boolean, containers: Observed[]): 'starting' | 'stopped' | 'broken' {
  if (!on) return busy ? 'starting' : 'stopped'
  const coming = containers.some(
    ({ state, health }) =>
      state === 'created' || state === 'restarting' || (state === 'running' && health === 'starting'),
  )
  return busy || coming ? 'starting' : 'broken'
}

/**
 * What comes before a configuration that drops backends or ports: the same structure as now, with nothing behind
 * what will go. Dropping needs a new worker, and the old one would go on sending visitors to where nobody is.
 * Undefined when nothing is dropped. Pure.
 */
export function emptied(last: BalancerConfig, next: BalancerConfig): BalancerConfig | undefined {
  const backends = new Map(next.backends.map((backend) => [backend.name, backend]))
  const ports = new Set(next.published.map(({ port }) => port))
  const drops =
    last.backends.some(({ name }) => !backends.has(name)) ||
    last.published.some(({ port }) => !ports.has(port))
  if (!drops) return undefined
  const known = new Set(last.backends.map(({ name }) => name))
  return {
    ...last,
    backends: last.backends.map((backend) => ({
      ...backend,
      servers: backends.get(backend.name)?.servers ?? [],
    })),
    networkLists: next.networkLists ?? [],
    routes: next.routes.filter((route) => !('backend' in route) || known.has(route.backend)),
  }
}
