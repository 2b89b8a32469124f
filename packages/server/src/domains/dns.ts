import { Resolver } from 'node:dns/promises'
import { request } from 'node:http'
import { isIPv6 } from 'node:net'
import { networkInterfaces } from 'node:os'
import type { StoredDns } from '../storage/tables.ts'

/** Asked for at a host, it is answered by this installation's balancer alone. */
export const reachToken = 'keelson-reach'
export const reachAnswer = (installationId: string) => `keelson-${installationId}`

const patienceMs = 3000
/** More addresses than this are looked up, but not visited. */
const visited = 8

export type Look = {
  /** Addresses of a host; none when there is none. @throws when no DNS server answers */
  resolve: (host: string) => Promise<string[]>
  /** Does the balancer of this installation answer for the host at this address? */
  reaches: (host: string, address: string) => Promise<boolean>
  expected: () => Promise<string[]>
}

/** Looks up where a host leads, and goes there. Never throws: what cannot be found out is `missing`. */
export async function checkDns(host: string, look: Look): Promise<StoredDns> {
  const [found, expected] = await Promise.all([look.resolve(host), look.expected()])
  const reached = await Promise.all(
    found.map(async (address, index) => index < visited && (await look.reaches(host, address))),
  )
  return judge(
    found,
    found.filter((_, index) => reached[index]),
    expected,
  )
}

/** What follows from what was found. Whatever reaches us is right, however it is called on the way. Pure. */
export function judge(found: string[], reached: string[], expected: string[]): StoredDns {
  const wrong = found.filter((address) => !reached.includes(address) && !expected.includes(address))
  if (found.length === 0) return { state: 'missing', found, wrong, expected }
  if (wrong.length > 0) return { state: 'elsewhere', found, wrong, expected }
  return { state: reached.length > 0 ? 'right' : 'unreachable', found, wrong, expected }
}

/** Looks through the machine's resolver, or these servers, and visits port `httpPort`. */
export function lookFrom(at: {
  dnsServers: string[]
  addresses: string[]
  domain: string
  httpPort: number
  installationId: string
}): Look {
  const resolver = new Resolver({ timeout: patienceMs, tries: 2 })
  if (at.dnsServers.length > 0) resolver.setServers(at.dnsServers)
  const resolve = async (host: string) => {
    const answers = await Promise.all([
      resolver.resolve4(host).catch(() => []),
      resolver.resolve6(host).catch(() => []),
    ])
    return answers.flat()
  }
  return {
    resolve,
    reaches: (host, address) => visit(host, address, at.httpPort, reachAnswer(at.installationId)),
    expected: async () => {
      if (at.addresses.length > 0) return at.addresses
      const own = at.domain.includes('.') ? await resolve(at.domain) : []
      return own.length > 0 ? own : ownAddresses()
    },
  }
}

/** The addresses of this machine that others may reach. */
const ownAddresses = (): string[] =>
  Object.entries(networkInterfaces()).flatMap(([name, addresses = []]) =>
    /^(docker|br-|veth|lo)/.test(name)
      ? []
      : addresses
          .filter(({ internal, address }) => !internal && !address.startsWith('fe80:'))
          .map(({ address }) => address),
  )

function visit(host: string, address: string, port: number, answer: string): Promise<boolean> {
  return new Promise((resolve) => {
    const outgoing = request(
      {
        host: address,
        family: isIPv6(address) ? 6 : 4,
        port,
        path: `/.well-known/acme-challenge/${reachToken}`,
        headers: { host, connection: 'close' },
        agent: false,
        signal: AbortSignal.timeout(patienceMs),
      },
      (response) => {
        let body = ''
        response.setEncoding('utf8')
        response.on('data', (chunk: string) => {
          body += chunk
          if (body.length > answer.length) outgoing.destroy()
        })
        response.on('close', () => resolve(response.statusCode === 200 && body === answer))
      },
    )
    outgoing.on('error', () => resolve(false))
    outgoing.end()
  })
}
