import { randomBytes } from 'node:crypto'

/**
 * HAProxy computes the hash again for every single request, on the thread that carries everybody's traffic: so many
 * rounds are half a millisecond there. The least that crypt(3) takes.
 */
const rounds = 1000

/** A password as HAProxy compares it: crypt(3) with SHA-512 and a salt of its own. */
export async function hashForBalancer(password: string): Promise<string> {
  const { encrypt } = await import('unixcrypt')
  return encrypt(
    password,
    `$6$rounds=${rounds}$${randomBytes(12).toString('base64url').replaceAll(/[-_]/g, '.')}`,
  )
}
