/** Who does a step: the one under comparison, or always one of the two (what one begins the other goes on with). */
export type Step = {
  args: string[]
  by?: 'keelson' | 'compose'
  /** Files written before the step, by name; IMAGE and IMAGE2 stand for the test images. */
  write?: Record<string, string>
  env?: Record<string, string>
  /** Compare what it printed, too; `lines` in any order. */
  output?: 'exactly' | 'lines'
}

export type Scenario = {
  name: string
  /** `compose.yaml`, and other files in `files`. */
  compose: string
  files?: Record<string, string>
  steps: (Step | string)[]
  /** Why the two may differ here: looked up in docs/reference/compose-differences.md. */
  differs?: string
}

/** A step is written as one types it; quotes hold words together. */
export const stepOf = (step: Step | string): Step =>
  typeof step === 'string' ? { args: wordsOf(step) } : step

export const wordsOf = (text: string): string[] =>
  [...text.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map(([, a, b, c]) => a ?? b ?? c ?? '')

/** The same project, changed, and a command. */
export const changed = (args: string, compose: string): Step => ({
  args: wordsOf(args),
  write: { 'compose.yaml': compose },
})
