import { spawn } from 'node:child_process'
import { eventually } from './eventually.ts'
import { freePort } from './ports.ts'

export type NameServer = Awaited<ReturnType<typeof startNameServer>>

/** A DNS server on loopback. Every name leads to 127.0.0.1 unless `points` says otherwise. */
export async function startNameServer() {
  const [port, managementPort] = await Promise.all([freePort(), freePort()])
  const server = `127.0.0.1:${port}`
  const program = spawn(
    'pebble-challtestsrv',
    [
      ...['-dns01', server, '-management', `127.0.0.1:${managementPort}`],
      ...['-http01', '', '-https01', '', '-tlsalpn01', '', '-defaultIPv4', '127.0.0.1', '-defaultIPv6', ''],
    ],
    { stdio: 'ignore' },
  )
  const management = `http://127.0.0.1:${managementPort}`
  await eventually('the DNS server answers', 10_000, () =>
    fetch(management).then(
      () => true,
      () => false,
    ),
  )
  return {
    /** Address and port, as `KEELSON_DNS_SERVERS` takes it. */
    server,
    /** Lets a name lead to this address from now on; null: nowhere. */
    async points(host: string, address: string | null): Promise<void> {
      const body = JSON.stringify({ host: `${host}.`, addresses: [address] })
      const calls = address === null ? ['set-servfail'] : ['clear-servfail', 'clear-a', 'add-a']
      for (const call of calls) await fetch(`${management}/${call}`, { method: 'POST', body })
    },
    close: () => void program.kill(),
  }
}
