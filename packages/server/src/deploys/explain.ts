import { ImageError, PlanError, StepError } from '@keelson/engine'
import type { Refusal } from '../http/refusal.ts'
import { Paused } from './stages/deliver.ts'
import { Unsettled } from './stages/settle.ts'

/** Why an operation failed, in words for people. Only what nobody expected goes through `unexpected`, to the log. */
export function explain(error: unknown, unexpected: (error: unknown) => Refusal): string {
  if (
    error instanceof ImageError ||
    error instanceof PlanError ||
    error instanceof StepError ||
    error instanceof Paused ||
    error instanceof Unsettled
  ) {
    return error.message
  }
  return unexpected(error).message
}
