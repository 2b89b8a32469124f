import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { selfSigned } from '@keelson/catalog-testing'
import { startNameServer } from './name-server.ts'
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
  const [names, { certificate, key }] = await Promise.all([startNameServer(), selfSigned(['localhost'])])
  const file = (name: string, text: string) => {
    writeFileSync(join(folder, name), text)
    return join(folder, name)
  }
  const listener = file('listener.pem', certificate)
  const privateKey = file('listener.key', key)
  execFileSync('openssl', ['rehash', folder])
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
    const env = { ...process.env, PEBBLE_VA_NOSLEEP: '1' }
    running.push(spawn('pebble', ['-config', config, '-dnsserver', names.server], { stdio: 'ignore', env }))
    return `https://localhost:${port}/dir`
  }
  const running: ChildProcess[] = []
  const directoryUrl = await pebble('open')
  const keyId = 'customer-7'
  const externalKey = randomBytes(32).toString('base64url')
  const members = { externalAccountBindingRequired: true, externalAccountMACKeys: { [keyId]: externalKey } }
  const closed = { directoryUrl: await pebble('closed', members), keyId, key: externalKey }

  return {
    directoryUrl,
    /** One that serves only who has an account there already (external account binding). */
    closed,
    dnsServer: names.server,
    /**
     * The environment of a Node that shall trust the authority's own address. Not NODE_EXTRA_CA_CERTS: what is in there
     * goes into the base images, and all of them would be built anew, for this test and after it.
     */
    trusting: { NODE_OPTIONS: '--use-openssl-ca', SSL_CERT_DIR: folder },
    points: names.points,
    close() {
      for (const program of running) program.kill()
      names.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
