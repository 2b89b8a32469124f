import { X509Certificate } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import { Agent, request } from 'node:https'
import tls from 'node:tls'

/** The serial number of a certificate in PEM. */
export const serialOf = (certificate: string): string => new X509Certificate(certificate).serialNumber

export type Visited = { status: number; headers: IncomingHttpHeaders; body: string; serial: string }

/** One request by https to this machine, whoever vouches for the certificate. */
export function visitSecurely(port: number, host: string, agent: Agent | false = false): Promise<Visited> {
  return new Promise((resolve, reject) => {
    const options = {
      host: '127.0.0.1',
      port,
      servername: host,
      headers: { host },
      rejectUnauthorized: false,
    }
    const outgoing = request({ ...options, agent }, (response) => {
      const { socket } = response
      const serial = socket instanceof tls.TLSSocket ? socket.getPeerCertificate().serialNumber : ''
      let body = ''
      response.setEncoding('utf8')
      response.on('data', (chunk) => {
        body += chunk
      })
      response.on('error', reject)
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body, serial }),
      )
    })
    outgoing.on('error', reject)
    outgoing.end()
  })
}

/**
 * A connection that stays open between requests; `ask` fails when it was cut. To say in an answer that it will be
 * closed, as a balancer does that is replaced, and to close it then, is no cut: the next one is taken.
 */
export async function keepOpen(port: number, host: string) {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const visit = async () => {
    const { headers, body } = await visitSecurely(port, host, agent)
    const [socket] = Object.values(agent.freeSockets).flat()
    return { socket, body, announced: headers.connection === 'close' }
  }
  let last = await visit()
  return {
    close: () => agent.destroy(),
    ask: async () => {
      const { socket, announced } = last
      if (!announced && (!socket || socket.destroyed)) throw new Error('The connection was cut.')
      last = await visit()
      return last.body
    },
  }
}

/** Protocol and cipher that both sides agree on. */
export function handshake(port: number, host: string, options: tls.ConnectionOptions): Promise<string> {
  return new Promise((resolve, reject) => {
    const given = { host: '127.0.0.1', port, servername: host, rejectUnauthorized: false, ...options }
    const socket = tls.connect(given, () => {
      resolve(`${socket.getProtocol()} ${socket.getCipher().name}`)
      socket.destroy()
    })
    socket.once('error', reject)
  })
}
