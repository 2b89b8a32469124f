import type { Problem } from '../input/problem.ts'

/** A request that cannot be done, with the field and the reason, and perhaps everything wrong with its files. */
export class Refusal extends Error {
  readonly statusCode: number
  readonly field: string
  readonly problems: Problem[]

  constructor(statusCode: number, field: string, reason: string, problems: Problem[] = []) {
    super(reason)
    this.statusCode = statusCode
    this.field = field
    this.problems = problems
  }
}

/** Redis refused or did not answer. */
export function isAway(error: Error): boolean {
  return /max retries per request|Command timed out|isn't writeable|Connection is closed|ECONN|ENOTFOUND|EAI_AGAIN|LOADING/i.test(
    `${error.name} ${error.message}`,
  )
}
