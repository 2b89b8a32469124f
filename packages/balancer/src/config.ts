/** All that the balancer shall do, as one value. What is absent here is absent there. */
export type BalancerConfig = {
  http: {
    port: number
    /** IP addresses to listen on; `*` is every IPv4 address, `::` every IPv6 one. `['*']` when absent. */
    addresses?: string[]
  }
  /** The control plane's own page and API. Also answers for bare IP addresses. */
  dashboard: { hosts: string[]; address: string; port: number }
  /** Host names to what answers under them. A host that is not listed gets the page for unknown hosts. */
  routes: Route[]
  /** Fixed ports that lead to a backend. */
  published: PublishedPort[]
  backends: Backend[]
  /** Makes the cookies of sticky backends; kept for the life of an installation. */
  cookieKey: string
  /** Seconds that connections of before a reload may live on; half an hour when absent. */
  drainSeconds?: number
  /** Connections at the same time; 9000 when absent. */
  maxConnections?: number
}

/** What a visitor of a host that no replica serves is told. */
export type PageName = 'unknown' | 'starting' | 'stopped' | 'broken'

export type Route = { host: string } & ({ backend: string } | { page: Exclude<PageName, 'unknown'> })

export type PublishedPort = { port: number; address?: string; backend: string }

export type Backend = {
  /** Unique; letters, digits, `.`, `_`, `-`. */
  name: string
  kind: 'http' | 'tcp'
  servers: Server[]
  /**
   * Which visitors stay with their replica, by a cookie: those that use Socket.IO, all, none.
   * HTTP only; `socket.io` when absent.
   */
  sticky?: 'socket.io' | 'always' | 'never'
  /** How a replica shows that it can serve; a TCP connection when absent. */
  health?: { path: string; host?: string }
}

export type Server = {
  /** The container's id: the name under which the server is known here. */
  id: string
  address: string
  port: number
  /** Share of new requests, 0 to 256; 100 when absent. With 0 it only finishes what it has. */
  weight?: number
  /** Gets nothing, not even health checks. */
  disabled?: boolean
}

/** Names of HAProxy are short: twelve characters of the container's id, as Docker shows them. */
export function serverName(server: Pick<Server, 'id'>): string {
  return `c-${server.id.slice(0, 12)}`
}
