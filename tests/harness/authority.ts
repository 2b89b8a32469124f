import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { selfSigned } from '@keelson/catalog-testing'
import { eventually } from './eventually.ts'
import { freePort } from './ports.ts'

/** Certificate authorities of its own (pebble), and the DNS server that they ask. */
export type CertificateAuthority = Awaited<ReturnType<typeof startAuthority>>

/**
 * Starts all of them on loopback. Every name leads to 127.0.0.1 unless `points` says otherwise.
 *
 * @param httpPort where the authority looks for proofs, instead of port 80
 * @param validSeconds life of its certificates
 * @param refused host names that its policy forbids
 */
export async function startAuthority(options: { httpPort: number; validSeconds: number; refused: string[] }) {
  const folder = mkdtempSync(join(tmpdir(), 'keelson-authority-'))
  const [dnsPort, dnsManagementPort] = await Promise.all([freePort(), freePort()])
  const { certificate, key } = await selfSigned(['localhost'])
  const file = (name: string, text: string) => {
    writeFileSync(join(folder, name), text)
    return join(folder, name)
  }
  const listener = file('listener.pem', certificate)
  const privateKey = file('listener.key', key)
  const dnsServer = `127.0.0.1:${dnsPort}`
  /** Starts an authority that does what all of them do, and this; gives its directory. */
  async function pebble(name: string, more: object = {}) {
    const [port, managementPort] = await Promise.all([freePort(), freePort()])
    const settings = {
      listenAddress: `127.0.0.1:${port}`,
      managementListenAddress: `127.0.0.1:${managementPort}`,
      certificate: listener,
      privateKey,
      httpPort: options.httpPort,
      tlsPort: 1,
      certificateValidityPeriod: options.validSeconds,
      domainBlocklist: options.refused,
      ...more,
    }
    const config = file(`${name}.json`, JSON.stringify({ pebble: settings }))
    running.push(run('pebble', ['-config', config, '-dnsserver', dnsServer], { PEBBLE_VA_NOSLEEP: '1' }))
    return `https://localhost:${port}/dir`
  }
  const running: ChildProcess[] = []
  const management = `http://127.0.0.1:${dnsManagementPort}`
  const names = run('pebble-challtestsrv', [
    ...['-dns01', dnsServer, '-management', `127.0.0.1:${dnsManagementPort}`],
    ...['-http01', '', '-https01', '', '-tlsalpn01', '', '-defaultIPv4', '127.0.0.1', '-defaultIPv6', ''],
  ])
  running.push(names)
  const directoryUrl = await pebble('open')
  const keyId = 'customer-7'
  const externalKey = randomBytes(32).toString('base64url')
  const members = { externalAccountBindingRequired: true, externalAccountMACKeys: { [keyId]: externalKey } }
  const closed = { directoryUrl: await pebble('closed', members), keyId, key: externalKey }
  const answers = (url: string) =>
    fetch(url).then(
      () => true,
      () => false,
    )
  await eventually('the DNS server answers', 10_000, () => answers(management))

  return {
    directoryUrl,
    /** One that serves only who has an account there already (external account binding). */
    closed,
    dnsServer,
    /** Whoever shall trust the authority's own address reads this. */
    listener,
    /** Lets a name lead to this address from now on. */
    async points(host: string, address: string): Promise<void> {
      const body = JSON.stringify({ host: `${host}.`, addresses: [address] })
      for (const call of ['clear-a', 'add-a']) await fetch(`${management}/${call}`, { method: 'POST', body })
    },
    close() {
      for (const program of running) program.kill()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

const run = (program: string, args: string[], env: Record<string, string> = {}): ChildProcess =>
  spawn(program, args, { stdio: 'ignore', env: { ...process.env, ...env } })
