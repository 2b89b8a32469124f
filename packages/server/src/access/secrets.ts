import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'

/** 256 random bits for a URL, a cookie or a header; the prefix says what it is when it turns up in a log. */
export const randomSecret = (prefix: string) => `${prefix}_${randomBytes(32).toString('base64url')}`

/** What is stored of a secret of 256 random bits: nothing to guess, so a fast hash is enough. */
export const hashSecret = (secret: string) => createHash('sha256').update(secret).digest('base64url')

/** Constant-time comparison of two texts. */
export function sameText(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(hashSecret(a)), Buffer.from(hashSecret(b))]
  return timingSafeEqual(left, right)
}
