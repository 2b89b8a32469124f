import { argon2, randomBytes, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'

const argon2Async = promisify(argon2)
/** OWASP's second choice: 19 MiB, two passes. */
const cost = { memory: 19_456, passes: 2, parallelism: 1, tagLength: 32 }

/** Takes a password, gives `argon2id$memory$passes$salt$hash`. */
export async function hashPassword(password: string): Promise<string> {
  const nonce = randomBytes(16)
  const hash = await argon2Async('argon2id', { ...cost, message: password.normalize('NFKC'), nonce })
  return ['argon2id', cost.memory, cost.passes, nonce.toString('base64'), hash.toString('base64')].join('$')
}

/** Compares in constant time. Without a stored hash it works as long and says no, so that unknown names cannot be told. */
export async function passwordMatches(password: string, stored: string | undefined): Promise<boolean> {
  const [, memory, passes, salt = '', hash = ''] = (stored ?? (await nobodysHash())).split('$')
  const wanted = Buffer.from(hash, 'base64')
  const actual = await argon2Async('argon2id', {
    message: password.normalize('NFKC'),
    nonce: Buffer.from(salt, 'base64'),
    memory: Number(memory),
    passes: Number(passes),
    parallelism: 1,
    tagLength: wanted.length,
  })
  return timingSafeEqual(actual, wanted) && stored !== undefined
}

let nobody: Promise<string> | undefined
const nobodysHash = () => {
  nobody ??= hashPassword(randomBytes(16).toString('hex'))
  return nobody
}
