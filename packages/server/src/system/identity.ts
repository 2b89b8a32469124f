import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:net'
import { join } from 'node:path'
import { generateKeyPair, type KeyPair } from '../keys/ssh-key.ts'

/** The id of a data folder: eight hexadecimal digits, made at first start. It labels everything on the engine. */
export function installationId(home: string): string {
  const file = join(home, 'installation')
  if (!existsSync(file)) writeFileSync(file, `${randomBytes(4).toString('hex')}\n`, { mode: 0o600 })
  const id = readFileSync(file, 'utf8').trim()
  if (!/^[0-9a-f]{8}$/.test(id)) throw new Error(`${file} does not hold the id of an installation.`)
  return id
}

/** The key that the installation shows to git servers, made at first start. */
export async function installationKey(home: string, id: string): Promise<KeyPair> {
  const file = join(home, 'id_ed25519')
  if (!existsSync(file)) {
    const { privateKey, publicKey } = await generateKeyPair(`keelson-${id}`)
    writeFileSync(`${file}.pub`, `${publicKey}\n`, { mode: 0o644 })
    writeFileSync(file, privateKey, { mode: 0o600 })
  }
  return { privateKey: readFileSync(file, 'utf8'), publicKey: readFileSync(`${file}.pub`, 'utf8').trim() }
}

/**
 * Holds the data folder for this process: an abstract socket, which the kernel gives back however the process ends.
 * @throws Error when another server holds it.
 */
export async function holdFolder(home: string, id: string): Promise<Server> {
  const lock = createServer()
  await new Promise<void>((resolve, reject) => {
    lock.once('error', () => reject(new Error(`Another Keelson is running on ${home}.`)))
    lock.listen({ path: `\0keelson-${id}` }, resolve)
  })
  lock.unref()
  return lock
}
