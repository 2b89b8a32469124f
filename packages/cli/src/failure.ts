/** Exit codes, as documented in docs/reference/exit-codes.md. */
export const exitCodes = {
  worked: 0,
  failed: 1,
  unreachable: 3,
  refused: 4,
  notFound: 5,
  interrupted: 130,
} as const

/** A command's way of saying no: what and where in the message, what to do in the hint; never a stack trace. */
export class Failure extends Error {
  readonly hint: string | undefined
  readonly exitCode: number
  /** What `--json` prints instead of the sentence; a problem as the server gives it. */
  readonly details: unknown

  constructor(message: string, options: { hint?: string; exitCode?: number; details?: unknown } = {}) {
    super(message)
    this.hint = options.hint
    this.exitCode = options.exitCode ?? exitCodes.failed
    this.details = options.details
  }
}
