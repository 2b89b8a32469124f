import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { eventually } from './eventually.ts'
import { freePort } from './free-port.ts'

/** The same as in `htpasswd` below, hashed with bcrypt. */
const known = { username: 'me', password: 'a-pass:word' }
const htpasswd = 'me:$2y$04$NCAnEqP9OR6nz24TSl39x.txoYLcdn3AKBz2E5/G4kuqQAScgrpjO\n'

/** A real registry that wants a password: the Debian package docker-registry. `known` is whom it lets in. */
export async function startRegistry() {
  const folder = await mkdtemp(join(tmpdir(), 'keelson-registry-'))
  const host = `127.0.0.1:${await freePort()}`
  const passwords = join(folder, 'htpasswd')
  const config = join(folder, 'config.yml')
  await writeFile(passwords, htpasswd)
  await writeFile(
    config,
    `version: 0.1
log: { level: error }
storage: { filesystem: { rootdirectory: ${join(folder, 'data')} } }
http: { addr: "${host}" }
auth: { htpasswd: { realm: test, path: ${passwords} } }
`,
  )
  const program = spawn('docker-registry', ['serve', config], { stdio: 'ignore' })
  const ended = Promise.race([once(program, 'exit'), once(program, 'error')])
  const close = async () => {
    program.kill()
    await ended
    await rm(folder, { recursive: true, force: true })
  }
  try {
    await eventually(
      'docker-registry asks for a password',
      async () => (await fetch(`http://${host}/v2/`)).status === 401,
    )
  } catch (error) {
    await close()
    throw error
  }
  return { host, known, close }
}
