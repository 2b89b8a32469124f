import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { run } from '@keelson/engine'
import { until } from './operating.ts'

/** Whom the registry knows; as its password file says it, hashed with bcrypt. */
export const known = { username: 'me', password: 'a-pass:word' }
const HASHED = 'me:$2y$04$NCAnEqP9OR6nz24TSl39x.txoYLcdn3AKBz2E5/G4kuqQAScgrpjO'

/** A real registry that wants a password: the Debian package docker-registry. */
export async function startRegistry(): Promise<{ host: string; close: () => Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), 'keelson-registry-'))
  const free = createServer()
  await new Promise<void>((resolve) => free.listen(0, '127.0.0.1', resolve))
  const host = `127.0.0.1:${(free.address() as AddressInfo).port}`
  await new Promise((resolve) => free.close(resolve))
  const config = join(folder, 'config.yml')
  writeFileSync(join(folder, 'htpasswd'), `${HASHED}\n`)
  writeFileSync(
    config,
    `version: 0.1
log: { level: error }
storage: { filesystem: { rootdirectory: ${join(folder, 'data')} } }
http: { addr: "${host}" }
auth: { htpasswd: { realm: test, path: ${join(folder, 'htpasswd')} } }
`,
  )
  const stop = new AbortController()
  const running = run(['docker-registry', 'serve', config], { signal: stop.signal, timeout: 300_000 }).catch(
    (error: unknown) => error,
  )
  await until(() =>
    fetch(`http://${host}/v2/`).then(
      ({ status }) => (status === 401 ? true : undefined),
      () => undefined,
    ),
  )
  return {
    host,
    async close() {
      stop.abort()
      await running
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
