import { ProblemDetails } from '@keelson/protocol'

/** A refusal of the API, or the failure to reach it, with everything a page can show about it. */
export class ApiProblem extends Error {
  readonly details: ProblemDetails

  constructor(details: ProblemDetails, options?: ErrorOptions) {
    super(details.title, options)
    this.name = 'ApiProblem'
    this.details = details
  }

  get code(): string {
    return this.details.code
  }

  get status(): number {
    return this.details.status
  }
}

/** A problem that the page itself met; its words are found by `code` in the translations. Status 0: no answer. */
export function localProblem(
  code: 'unreachable' | 'unexpected-answer' | 'unexpected',
  cause?: unknown,
): ApiProblem {
  const detail = cause instanceof Error ? cause.message : undefined
  return new ApiProblem(
    { type: 'about:blank', title: code, status: 0, code, ...(detail ? { detail } : {}) },
    { cause },
  )
}

/** Any caught thing as a problem that can be shown. */
export function asProblem(error: unknown): ApiProblem {
  return error instanceof ApiProblem ? error : localProblem('unexpected', error)
}

/** What a balancer answers in the place of a server that is stopped or being replaced. */
const away = [502, 503, 504]

/** Reads a refusal's body; what is not one of ours (a proxy's page) becomes a problem of its own. */
export function readProblem(status: number, body: unknown): ApiProblem {
  const read = ProblemDetails.safeParse(body)
  if (read.success) return new ApiProblem(read.data)
  if (away.includes(status)) return localProblem('unreachable')
  return new ApiProblem({
    type: 'about:blank',
    title: 'unexpected-answer',
    status,
    code: 'unexpected-answer',
    detail: `HTTP ${status}`,
  })
}
