import type { Interrupt } from './command.ts'

/**
 * Who does a step: the one under comparison, or always one of the two (what one begins the other goes on with), or
 * Docker's own command. In `args` NAME stands for the project's name.
 */
export type Step = {
  args: string[]
  by?: 'keelson' | 'compose' | 'docker'
  /** What it reads from standard input; nothing when absent. */
  stdin?: string
  /** Ctrl-C while it works. */
  interrupt?: Interrupt[]
  /** Files written before the step, by path; IMAGE and IMAGE2 stand for the test images. */
  write?: Record<string, string>
  env?: Record<string, string>
  /**
   * How what it wrote to standard output is compared: its lines in any order unless said otherwise; a function gives
   * what of it is the same each time.
   */
  output?: 'exactly' | 'ignored' | ((printed: string) => unknown)
}

export type Scenario = {
  name: string
  /** `compose.yaml`, and other files in `files`, by path. */
  compose: string
  files?: Record<string, string>
  steps: (Step | string)[]
  /** Why the two may differ, a heading of docs/reference/compose-differences.md, and after which steps, from 1. */
  differs?: { why: string; after: readonly number[] }
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

/** Somebody does this with Docker's own command. */
export const docker = (args: string): Step => ({ args: wordsOf(args), by: 'docker', output: 'ignored' })
