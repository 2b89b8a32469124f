import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { selfSigned } from '@keelson/catalog-testing'
import { eventually } from './eventually.ts'
import { freePort } from './ports.ts'

/** A certificate authority of its own (pebble), and the DNS server that it asks. */
export type CertificateAuthority = Awaited<ReturnType<typeof startAuthority>>

/**
 * Starts both on loopback. Every name leads to 127.0.0.1 unless `points` says otherwise.
 *
 * @param httpPort where the authority looks for proofs, instead of port 80
 * @param validSeconds life of its certificates
 * @param refused host names that its policy forbids
 */
export async function startAuthority(options: { httpPort: number; validSeconds: number; refused: string[] }) {
  const folder = mkdtempSync(join(tmpdir(), 'keelson-authority-'))
  const [port, managementPort, dnsPort, dnsManagementPort] = await Promise.all([
    freePort(),
    freePort(),
    freePort(),
    freePort(),
  ])
  const { certificate, key } = await selfSigned(['localhost'])
  const file = (name: string, text: string) => {
    writeFileSync(join(folder, name), text)
    return join(folder, name)
  }
  const listener = file('listener.pem', certificate)
  const config = file(
    'config.json',
    JSON.stringify({
      pebble: {
        listenAddress: `127.0.0.1:${port}`,
        managementListenAddress: `127.0.0.1:${managementPort}`,
        certificate: listener,
        privateKey: file('listener.key', key),
        httpPort: options.httpPort,
        tlsPort: 1,
        certificateValidityPeriod: options.validSeconds,
        domainBlocklist: options.refused,
      },
    }),
  )
  const dnsServer = `127.0.0.1:${dnsPort}`
  const management = `http://127.0.0.1:${dnsManagementPort}`
  const names = run('pebble-challtestsrv', [
    ...['-dns01', dnsServer, '-management', `127.0.0.1:${dnsManagementPort}`],
    ...['-http01', '', '-https01', '', '-tlsalpn01', '', '-defaultIPv4', '127.0.0.1', '-defaultIPv6', ''],
  ])
  const pebble = run('pebble', ['-config', config, '-dnsserver', dnsServer], { PEBBLE_VA_NOSLEEP: '1' })
  const answers = (url: string) =>
    fetch(url).then(
      () => true,
      () => false,
    )
  await eventually('the DNS server answers', 10_000, () => answers(management))

  return {
    directoryUrl: `https://localhost:${port}/dir`,
    dnsServer,
    /** Whoever shall trust the authority's own address reads this. */
    listener,
    /** Lets a name lead to this address from now on. */
    async points(host: string, address: string): Promise<void> {
      const body = JSON.stringify({ host: `${host}.`, addresses: [address] })
      for (const call of ['clear-a', 'add-a']) await fetch(`${management}/${call}`, { method: 'POST', body })
    },
    close() {
      pebble.kill()
      names.kill()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

const run = (program: string, args: string[], env: Record<string, string> = {}): ChildProcess =>
  spawn(program, args, { stdio: 'ignore', env: { ...process.env, ...env } })
