import { type Argon2Parameters, argon2, randomBytes, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'

const derive = promisify<'argon2id', Argon2Parameters, Buffer>(argon2)

/** OWASP's smallest recommendation for argon2id: 19 MiB, two passes, one lane. */
const cost = { memory: 19_456, passes: 2, parallelism: 1, tagLength: 32 }

/** As `$argon2id$v=19$m=…,t=…,p=…$salt$digest`, which says how it was made: the cost may change later. */
export async function hashPassword(password: string): Promise<string> {
  const nonce = randomBytes(16)
  const digest = await derive('argon2id', { ...cost, message: password, nonce })
  const { memory: m, passes: t, parallelism: p } = cost
  return `$argon2id$v=19$m=${m},t=${t},p=${p}$${base64(nonce)}$${base64(digest)}`
}

/** Takes the same time for a user who does not exist (`undefined`): the answer tells nothing about that. */
export async function isPassword(password: string, hash: string | undefined): Promise<boolean> {
  const [, , , costs, salt, digest] = (hash ?? nobody).split('$')
  const [memory, passes, parallelism] = (costs ?? '').split(',').map((part) => Number(part.slice(2)))
  const wanted = Buffer.from(digest ?? '', 'base64')
  if (!memory || !passes || !parallelism || wanted.length === 0) return false
  const found = await derive('argon2id', {
    message: password,
    nonce: Buffer.from(salt ?? '', 'base64'),
    memory,
    passes,
    parallelism,
    tagLength: wanted.length,
  })
  return timingSafeEqual(found, wanted) && hash !== undefined
}

const nobody = `$argon2id$v=19$m=${cost.memory},t=${cost.passes},p=1$${'A'.repeat(22)}$${'A'.repeat(43)}`

const base64 = (bytes: Buffer) => bytes.toString('base64').replace(/=+$/, '')
