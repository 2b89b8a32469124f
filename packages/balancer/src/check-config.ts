import { isIP } from 'node:net'
import { checkRules, plainName } from './check-rules.ts'
import type { BalancerConfig } from './config.ts'
import { healthHost } from './maps.ts'

/** A configuration that cannot be rendered: a mistake of the caller, or an attempt to write lines of its own. */
export class BalancerConfigError extends Error {
  override readonly name = 'BalancerConfigError'
}

const hostName = /^[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*$/
const path = /^\/[A-Za-z0-9/._~%?&=:@!$*+,;-]*$/

/**
 * Everything that goes into the file is checked here, since the file is text: a line break or a space
 * in a name would be a directive.
 *
 * @throws BalancerConfigError that says which value is wrong
 */
export function checkConfig(config: BalancerConfig): void {
  const { http, https, dashboard, routes, published, backends } = config
  const refuse = (what: string, value: unknown): never => {
    throw new BalancerConfigError(`${what} ${JSON.stringify(value)} cannot be used by the balancer.`)
  }
  const port = (value: number) => {
    if (!Number.isInteger(value) || value < 1 || value > 65535) refuse('The port', value)
  }
  const address = (value: string) => {
    if (value !== '*' && !isIP(value)) refuse('The address', value)
  }
  const host = (value: string) => {
    if (!isHost(value)) refuse('The host name', value)
  }
  const once = (what: string, values: (string | number)[]) => {
    const again = values.find((value, index) => values.indexOf(value) !== index)
    if (again !== undefined) refuse(`Used twice: the ${what}`, again)
  }

  port(http.port)
  if (https) port(https.port)
  http.addresses?.forEach(address)
  dashboard.hosts.forEach(host)
  port(dashboard.port)
  if (!isIP(dashboard.address)) refuse('The address', dashboard.address)
  if (!/^[A-Za-z0-9+/=_-]{8,200}$/.test(config.cookieKey))
    refuse('The cookie key of length', config.cookieKey.length)

  const kinds = new Map(backends.map(({ name, kind }) => [name, kind]))
  once('backend', [...kinds.keys(), ...(kinds.size === backends.length ? [] : ['backend', 'backend'])])
  for (const { name, servers, health } of backends) {
    if (!plainName.test(name) || reserved.test(name)) refuse('The backend name', name)
    once(
      `server in ${name}`,
      servers.map(({ id }) => id.slice(0, 12)),
    )
    for (const server of servers) {
      if (!/^[A-Za-z0-9_-]{1,128}$/.test(server.id)) refuse('The server id', server.id)
      if (!isIP(server.address)) refuse('The address', server.address)
      port(server.port)
      const { weight = 100 } = server
      if (!Number.isInteger(weight) || weight < 0 || weight > 256) refuse('The weight', weight)
    }
    if (health && !path.test(health.path)) refuse('The health check path', health.path)
    if (health?.host) host(health.host)
  }

  once('host', [healthHost, ...dashboard.hosts, ...routes.map((route) => route.host)])
  for (const route of routes) {
    host(route.host)
    if ('backend' in route && kinds.get(route.backend) !== 'http')
      refuse('The backend of a route', route.backend)
  }
  once('port', [http.port, ...(https ? [https.port] : []), ...published.map((item) => item.port)])
  for (const item of published) {
    port(item.port)
    if (item.address) address(item.address)
    if (!kinds.has(item.backend)) refuse('The backend of a port', item.backend)
  }
  checkRules(config, refuse, isHost)
}

const isHost = (value: string) => hostName.test(value) && value.length <= 253

/** Sections of ours. */
const reserved = /^(dashboard$|health$|successor(-secure)?$|unlisted$|page-|port-|web$)/
