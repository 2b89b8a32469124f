import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { run } from '@keelson/engine'

export type KeyPair = { publicKey: string; privateKey: string }

/** A new ed25519 pair in OpenSSH's formats. `comment` ends the public line. */
export async function generateKeyPair(comment: string): Promise<KeyPair> {
  const folder = await mkdtemp(join(tmpdir(), 'keelson-key-'))
  try {
    const file = join(folder, 'key')
    const { code, stderr } = await run([
      'ssh-keygen',
      '-q',
      '-t',
      'ed25519',
      '-N',
      '',
      '-C',
      comment,
      '-f',
      file,
    ])
    if (code !== 0) throw new Error(`ssh-keygen failed: ${stderr.trim()}`)
    const [privateKey, publicKey] = await Promise.all([
      readFile(file, 'utf8'),
      readFile(`${file}.pub`, 'utf8'),
    ])
    return { privateKey, publicKey: publicKey.trim() }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
