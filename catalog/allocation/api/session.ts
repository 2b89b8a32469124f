import { randomBytes, randomUUID } from 'node:crypto'
import { Signer } from '@fastify/cookie'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Store } from '../service/store.ts'

const COOKIE = 'allocation'
const YEAR = 31_536_000

/** Who asks: whoever holds a cookie that we signed. Each has a list of its own. */
export class Sessions {
  readonly #store: Store
  #signer: Signer | undefined

  constructor(store: Store) {
    this.#store = store
  }

  /** The user in the cookie; a new one when there is none or it is not ours. */
  async user(request: FastifyRequest, reply: FastifyReply): Promise<string> {
    this.#signer ??= new Signer(await this.#store.secret('session', randomBytes(32).toString('hex')))
    const cookie = request.cookies[COOKIE]
    const { valid, value } = cookie ? this.#signer.unsign(cookie) : { valid: false, value: null }
    if (valid && value) return value
    const user = randomUUID()
    reply.setCookie(COOKIE, this.#signer.sign(user), {
      path: '/',
      httpOnly: true,
      sameSite: 'lax',
      secure: 'auto',
      maxAge: YEAR,
    })
    return user
  }
}
