import { isIP } from 'node:net'
import type { Json, Port, Project, Service } from '@keelson/compose'
import { z } from 'zod'
import type { FixedPort, Outline } from '../storage/tables.ts'
import { autoscaleWish } from './autoscale-wish.ts'

const RouteWish = z.object({
  port: z.coerce.number().int().min(1).max(65_535).optional(),
  main: z.boolean().optional(),
  sticky: z.boolean().optional(),
  health: z
    .string()
    .max(300)
    .regex(/^\/[A-Za-z0-9/._~%?&=:@!$*+,;-]*$/)
    .optional(),
})
type RouteWish = z.infer<typeof RouteWish>

/** What pages, routes and the balancer need of a model. Pure. */
export function outlineOf(project: Project): Outline {
  const services = Object.entries(project.services)
  return {
    services: services.map(([name, service]) => {
      const autoscale = autoscaleWish(service['x-keelson'])
      return {
        name,
        image: service.image ?? `${project.name}-${name}`,
        replicas: service.scale ?? service.deploy?.replicas ?? 1,
        ...(autoscale && { autoscale }),
      }
    }),
    routes: routes(services),
    ports: services.flatMap(([name, service]) => fixedPorts(name, service)),
  }
}

/** A wish may stand on the service as `x-keelson: {route: …}`; what is not understood is as if absent. */
function routeWish(service: Service): RouteWish | undefined {
  const extension: Json | undefined = service['x-keelson']
  const route = z.object({ route: RouteWish }).safeParse(extension)
  return route.success ? route.data.route : undefined
}

const isTcp = (port: Port) => (port.protocol ?? 'tcp') === 'tcp'
const publishedNumber = (port: Port) => Number.parseInt(port.published ?? '', 10)

/** The main service is the one that says so, else one with a wish, else any; among equals the lowest published port. */
function routes(services: [string, Service][]): Outline['routes'] {
  const found = services.flatMap(([service, declared]) => {
    const wish = routeWish(declared)
    const [lowest] = (declared.ports ?? []).filter(isTcp).sort((a, b) => order(a) - order(b))
    const port = wish?.port ?? lowest?.target
    if (port === undefined) return []
    const claim = wish?.main ? 0 : wish ? 1 : 2
    const published = lowest ? order(lowest) : Number.POSITIVE_INFINITY
    return [{ service, port, claim, published, sticky: wish?.sticky ?? false, health: wish?.health ?? null }]
  })
  if (found.length === 0) return soleExposed(services)
  const main = found.reduce((best, one) =>
    one.claim < best.claim || (one.claim === best.claim && one.published < best.published) ? one : best,
  )
  return found.map(({ claim: _, published: __, ...route }) => ({
    ...route,
    main: route.service === main.service,
  }))
}

/** Ports without a number come after all that have one. */
const order = (port: Port) => publishedNumber(port) || 100_000

/** Where nothing is published, the only port that is exposed is what a visitor must mean. */
function soleExposed(services: [string, Service][]): Outline['routes'] {
  const exposed = services.flatMap(([service, { expose = [] }]) =>
    expose
      .filter((port) => !port.endsWith('/udp'))
      .map((port) => ({ service, port: Number.parseInt(port, 10) })),
  )
  const [only] = exposed
  if (!only || exposed.length > 1 || Number.isNaN(only.port)) return []
  return [{ ...only, main: true, sticky: false, health: null }]
}

/** Whoever asks for a route to a port, or names its protocol, says what is spoken there; any other may be anything. */
function fixedPorts(service: string, declared: Service): FixedPort[] {
  const wish = routeWish(declared)?.port
  return (declared.ports ?? []).flatMap((port) => {
    const host = publishedNumber(port)
    if (!isTcp(port) || port.mode === 'host' || !host || port.target === undefined) return []
    const address = port.host_ip && port.host_ip !== '0.0.0.0' ? port.host_ip : null
    if (address !== null && !isIP(address)) return []
    const http = port.app_protocol === 'http' || (!port.app_protocol && port.target === wish)
    return [{ service, host, container: port.target, address, ...(http && { http }) }]
  })
}
