/** All that the balancer shall do, as one value. What is absent here is absent there. */
export type BalancerConfig = {
  http: {
    port: number
    /** IP addresses to listen on; `*` is every IPv4 address, `::` every IPv6 one. `['*']` when absent. */
    addresses?: string[]
  }
  /** Where HTTPS is spoken, on the addresses of `http`; nowhere when absent. */
  https?: { port: number }
  /** Answered with the one whose name fits the host; without one that fits, no connection comes about. */
  certificates?: Certificate[]
  /** Proofs for a certificate authority (ACME, HTTP-01), answered under every host. */
  challenges?: { token: string; answer: string }[]
  /** Lists of networks that routes refer to by name. */
  networkLists?: { name: string; networks: string[] }[]
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
export type PageName =
  | 'unknown'
  | 'starting'
  | 'stopped'
  | 'broken'
  | 'maintenance'
  | 'forbidden'
  | 'limited'
  | 'password'

export type Route = {
  host: string
  /** Whoever comes by http is sent to https. */
  redirect?: boolean
  /** Seconds for which a browser that came by https remembers to do so again (HSTS); not told when absent. */
  hsts?: number
  /** Only visitors from this list of networks may come in. */
  allow?: string
  /** Closed for maintenance, but for visitors from this list of networks. */
  maintenance?: string
} & ({ backend: string } | { page: 'starting' | 'stopped' | 'broken' })

export type Certificate = {
  /** Unique; letters, digits, `.`, `_`, `-`. */
  id: string
  /** Host names, also `*.example.org`. */
  names: string[]
  /** The certificate, those that vouch for it, and the private key. */
  pem: string
}

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
  /** Who may ask how often; HTTP only. */
  access?: Access
}

export type Access = {
  /** Asked for name and password; hashes as crypt(3) makes them, by SHA-512. */
  users?: { name: string; hash: string }[]
  /** At most so many requests in so many seconds from one address (of IPv6: from one /64). */
  limit?: { requests: number; seconds: number }
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
