import { type FileProblem, type ProblemDetails, type RefusalCode, refusals } from '@keelson/protocol'

export type RefusalDetails = {
  /** What exactly, and what to do. */
  detail?: string
  /** Which input, as a path into the request. */
  field?: string
  /** Problems in the user's own files. */
  problems?: FileProblem[]
}

/** An expected no. Thrown anywhere below a route or a job; turned into HTTP, a socket answer or an outcome at one place each. */
export class Refusal extends Error {
  readonly code: RefusalCode
  readonly details: RefusalDetails

  constructor(code: RefusalCode, details: RefusalDetails = {}, options?: ErrorOptions) {
    super(details.detail ?? refusals[code].title, options)
    this.name = 'Refusal'
    this.code = code
    this.details = details
  }

  get status(): number {
    return refusals[this.code].status
  }

  /** As RFC 9457 wants it on the wire. */
  toProblem(): ProblemDetails {
    return {
      type: `/api/docs#${this.code}`,
      title: refusals[this.code].title,
      status: this.status,
      code: this.code,
      ...this.details,
    }
  }
}
