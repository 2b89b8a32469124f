import type { Refusal } from '../protocol/views.ts'

const status: Record<Refusal['code'], number> = {
  invalid: 400,
  empty: 400,
  'too-long': 413,
  'control-character': 400,
  'no-room': 404,
  'not-yours': 403,
  taken: 409,
  'slow-down': 429,
  away: 503,
}

/** What was asked is not done: which part of it is wrong, and why. Over HTTP and sockets alike. */
export class Refused extends Error {
  readonly statusCode: number
  readonly code: Refusal['code']
  readonly field: string
  /** Milliseconds after which the same may succeed. */
  readonly retryAfter: number | undefined

  constructor(
    code: Refusal['code'],
    field: string,
    reason: string,
    more: { retryAfter?: number; statusCode?: number; cause?: unknown } = {},
  ) {
    super(reason, { cause: more.cause })
    this.code = code
    this.field = field
    this.retryAfter = more.retryAfter
    this.statusCode = more.statusCode ?? status[code]
  }

  toJSON(): Refusal {
    const { code, field, message: reason, retryAfter } = this
    return { ok: false, code, field, reason, ...(retryAfter !== undefined && { retryAfter }) }
  }
}
