import type { Step } from '../plan/step.ts'

/** What applying a plan reports, in order. */
export type Progress =
  | {
      kind: 'step'
      step: Step
      state: 'started' | 'done' /** Milliseconds since it started. */
      took: number
      /** Others use what was to be removed: it stays. */
      kept?: boolean
    }
  | { kind: 'step'; step: Step; state: 'failed'; took: number; message: string }
  | { kind: 'warning'; text: string }
  /** What a hook wrote. */
  | { kind: 'output'; container: string; stream: 'stdout' | 'stderr'; line: string }

/** A step failed and stopped the plan. */
export class StepError extends Error {
  override readonly name = 'StepError'
  readonly step: Step

  constructor(step: Step, message: string, options?: ErrorOptions) {
    super(message, options)
    this.step = step
  }
}
