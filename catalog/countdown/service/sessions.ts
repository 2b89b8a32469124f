import { createHash, randomBytes } from 'node:crypto'
import type { Redis } from 'ioredis'

/** Seconds that a session lives after its last use. */
const lifetime = 86_400

/**
 * Who asks. A session is a secret of 256 bits that only its page knows; everything it owns is marked with a hash of
 * it, so that neither Redis nor the queue's dashboard shows what would let one act for another.
 */
export class Sessions {
  readonly #redis: Redis

  constructor(redis: Redis) {
    this.#redis = redis
  }

  /** Begins a session; gives its secret. */
  async begin(): Promise<string> {
    const secret = randomBytes(32).toString('base64url')
    await this.#redis.set(`session:${ownerOf(secret)}`, '1', 'EX', lifetime)
    return secret
  }

  /** The owner for whom this secret speaks; `undefined` when nobody was given it. */
  async owner(secret: unknown): Promise<string | undefined> {
    if (typeof secret !== 'string' || !/^[\w-]{43}$/.test(secret)) return undefined
    const owner = ownerOf(secret)
    return (await this.#redis.expire(`session:${owner}`, lifetime)) === 1 ? owner : undefined
  }
}

function ownerOf(secret: string): string {
  return createHash('sha256').update(secret).digest('base64url')
}
