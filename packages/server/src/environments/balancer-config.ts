import type { Backend, BalancerConfig, Route, Server } from '@keelson/balancer'
import type { FixedPort, Outline } from '../storage/tables.ts'
import { environmentRoutes, hostName } from './hosts.ts'
import type { Observed } from './observed.ts'

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
}
type Installation = { domain: string; port: number; secure: boolean }

/** Everything the balancer shall do for these environments. What has no replica that can serve gets a page. Pure. */
export function balancerRoutes(
  environments: Routable[],
  containersOf: (composeProject: string) => Observed[],
  installation: Installation,
): Pick<BalancerConfig, 'routes' | 'published' | 'backends'> {
  const routes = new Map<string, Route>()
  const published = new Map<number, BalancerConfig['published'][number]>()
  const backends = new Map<string, Backend>()
  for (const environment of environments) {
    const { project, name, outline, on, busy, ports } = environment
    const containers = containersOf(environment.composeProject)
    if (outline === null) {
      const host = hostName(installation.domain, project, name)
      if (busy) routes.set(host, { host, page: 'starting' })
      continue
    }
    const backendFor = (service: string, port: number, kind: Backend['kind']): Backend => {
      const route = outline.routes.find((one) => one.service === service && one.port === port)
      const backend: Backend = {
        name: `${project}_${name}_${service}_${port}${kind === 'tcp' ? '_tcp' : ''}`,
        kind,
        servers: on ? serversOf(containers, service, port) : [],
        ...(kind === 'http' && { sticky: route?.sticky ? ('always' as const) : ('socket.io' as const) }),
        ...(kind === 'http' && route?.health && { health: { path: route.health } }),
      }
      // Also while it is off: turning on and off is then a matter of servers, and no worker has to be replaced.
      backends.set(backend.name, backend)
      return backend
    }
    for (const { host, service, port } of environmentRoutes(outline, {
      ...installation,
      project,
      environment: name,
    })) {
      if (routes.has(host)) continue
      const backend = backendFor(service, port, 'http')
      const page = pageFor(
        on,
        busy,
        containers.filter((container) => container.service === service),
      )
      routes.set(host, backend.servers.length ? { host, backend: backend.name } : { host, page })
    }
    for (const { service, host, container, address } of on ? ports : []) {
      const { name: backend } = backendFor(service, container, 'tcp')
      published.set(host, { port: host, backend, ...(address !== null && { address }) })
    }
  }
  return {
    routes: [...routes.values()],
    published: [...published.values()],
    backends: [...backends.values()],
  }
}

/** The replicas that can serve: running, and healthy where somebody asks for their health. */
function serversOf(containers: Observed[], service: string, port: number): Server[] {
  return containers.flatMap((container) => {
    const serves =
      container.state === 'running' && (container.health === 'none' || container.health === 'healthy')
    const address = addressOf(container)
    if (container.service !== service || container.oneOff || !serves || !address) return []
    return [{ id: container.id, address, port }]
  })
}

const addressOf = ({ addresses }: Observed): string | undefined =>
  'host' in addresses ? '127.0.0.1' : Object.values(addresses).find((address) => address !== '')

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
    routes: next.routes.filter((route) => !('backend' in route) || known.has(route.backend)),
  }
}
