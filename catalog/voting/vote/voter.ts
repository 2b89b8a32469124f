import { randomUUID } from 'node:crypto'
import { Signer } from '@fastify/cookie'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Refusal } from '../page/server.ts'

const COOKIE = 'voter'
const YEAR = 31_536_000

/**
 * Who votes: the id in the signed cookie, or a new one, which the reply then carries.
 * @throws Refusal (403) when the cookie is not one of ours. It is deleted, so that the next try is a new voter.
 */
export function identify(request: FastifyRequest, reply: FastifyReply, key: string): string {
  const signer = new Signer(key)
  const cookie = request.cookies[COOKIE]
  if (cookie === undefined) {
    const voter = randomUUID()
    remember(reply, COOKIE, signer.sign(voter))
    return voter
  }
  const { valid, value } = signer.unsign(cookie)
  if (!valid || value === null) {
    reply.clearCookie(COOKIE, { path: '/' })
    throw new Refusal(403, COOKIE, 'the signature of this cookie is not ours; it was deleted, vote again')
  }
  return value
}

/** Keeps the choice for the page to show; the count does not depend on it. */
export function rememberChoice(reply: FastifyReply, choice: string): void {
  remember(reply, 'choice', choice)
}

function remember(reply: FastifyReply, name: string, value: string): void {
  reply.setCookie(name, value, { path: '/', httpOnly: true, sameSite: 'lax', secure: 'auto', maxAge: YEAR })
}
