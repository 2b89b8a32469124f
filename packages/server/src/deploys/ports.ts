import { createServer } from 'node:net'
import { Refusal } from '../http/refusal.ts'
import type { FixedPort } from '../storage/tables.ts'

/** Who holds which port already, by `address:port`, in words. */
export type Holders = ReadonlyMap<number, string>

/**
 * The ports that production may bind. One that this environment holds already is its own; any other must be free.
 * `optional` (catalog applications, which are reached by host name anyway): a taken one is left out and told.
 */
export async function claimPorts(
  wanted: FixedPort[],
  own: FixedPort[],
  holders: Holders,
  options: { optional: boolean; onTaken: (message: string) => void },
): Promise<FixedPort[]> {
  const granted: FixedPort[] = []
  for (const port of wanted) {
    const isOwn = own.some((one) => one.host === port.host && one.address === port.address)
    const holder = granted.some((one) => one.host === port.host)
      ? 'another service of this project'
      : isOwn
        ? undefined
        : (holders.get(port.host) ?? (await occupant(port)))
    if (holder === undefined) {
      granted.push(port)
      continue
    }
    const message = `The service ${port.service} publishes port ${port.host}, which is taken by ${holder}.`
    if (!options.optional) {
      throw new Refusal('wrong-state', {
        detail: `${message} Free it, or publish another port. Without a port of its own, the service is still reached by its host name.`,
      })
    }
    options.onTaken(`${message} It is reached by its host name.`)
  }
  return granted
}

/** Tries to listen, as the balancer will. */
function occupant({ host, address }: FixedPort): Promise<string | undefined> {
  return new Promise((resolve) => {
    const probe = createServer()
    probe.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve('another program on this machine')
      else if (error.code === 'EACCES') resolve('the system: ports below 1024 need more rights')
      else if (error.code === 'EADDRNOTAVAIL') resolve(`nobody, but this machine has no address ${address}`)
      else resolve(error.message)
    })
    probe.listen({ port: host, ...(address !== null && { host: address }), exclusive: true }, () => {
      probe.close(() => resolve(undefined))
    })
  })
}
