import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { chmodSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Encrypts what rests in the database. `purpose` is bound in: a value moved to another row does not open. */
export type Sealing = {
  seal: (text: string, purpose: string) => Buffer
  open: (sealed: Buffer, purpose: string) => string
}

const version = 1
const nonceBytes = 12
const tagBytes = 16

/** AES-256-GCM: one version byte, nonce, tag, text. Takes a key of 32 bytes. */
export function createSealing(key: Buffer): Sealing {
  return {
    seal(text, purpose) {
      const nonce = randomBytes(nonceBytes)
      const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(purpose))
      const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
      return Buffer.concat([Buffer.from([version]), nonce, cipher.getAuthTag(), body])
    },
    open(sealed, purpose) {
      const nonce = sealed.subarray(1, 1 + nonceBytes)
      const tag = sealed.subarray(1 + nonceBytes, 1 + nonceBytes + tagBytes)
      const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: tagBytes })
        .setAAD(Buffer.from(purpose))
        .setAuthTag(tag)
      try {
        return (
          decipher.update(sealed.subarray(1 + nonceBytes + tagBytes), undefined, 'utf8') +
          decipher.final('utf8')
        )
      } catch (error) {
        throw new Error(
          'A stored secret does not open: is the key file of the data folder the one it was made with?',
          {
            cause: error,
          },
        )
      }
    },
  }
}

/** The key file of a data folder, made at first start. Whoever has it and the database has the secrets. */
export function readKey(home: string): Buffer {
  const path = join(home, 'key')
  try {
    writeFileSync(path, randomBytes(32).toString('base64'), { flag: 'wx', mode: 0o600 })
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  }
  chmodSync(path, 0o600)
  const key = Buffer.from(readFileSync(path, 'utf8').trim(), 'base64')
  if (key.length !== 32) throw new Error(`${path} is not a key of 32 bytes in base64.`)
  return key
}
