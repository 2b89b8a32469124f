import type { Step } from '../plan/step.ts'

export type Undone = 'in-use' | 'optional'

/** What applying a plan reports, in order. */
export type Progress =
  | {
      kind: 'step'
      step: Step
      state: 'started' | 'done' /** Milliseconds since it started. */
      took: number
      /** It could not be done, and need not be: others use what was to be removed, or what was waited for is optional. */
      undone?: Undone
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
