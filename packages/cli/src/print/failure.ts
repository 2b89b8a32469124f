import { exitCodes, Failure } from '../failure.ts'
import type { Terminal } from './terminal.ts'

/** Says what went wrong and what to do, on standard error, and gives the exit code. */
export function tellFailure(error: unknown, terminal: Terminal, as: 'text' | 'json'): number {
  const failure = asFailure(error)
  if (as === 'json') {
    const details = failure.details ?? { code: 'failed', title: failure.message, detail: failure.hint }
    terminal.tell(JSON.stringify(details))
    return failure.exitCode
  }
  if (failure.message) terminal.tell(`${terminal.err('red', 'error:')} ${failure.message}`)
  if (failure.hint) terminal.tell(failure.hint)
  return failure.exitCode
}

/** Errors of the system and of the engine become sentences; nothing shows a stack trace. */
function asFailure(error: unknown): Failure {
  if (error instanceof Failure) return error
  if (!(error instanceof Error)) return new Failure(String(error))
  if (error.name === 'AbortError') return new Failure('', { exitCode: exitCodes.interrupted })
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined
  if (code === 'EPIPE') return new Failure('', { exitCode: exitCodes.worked })
  // A build ends with the code of the step that failed, where the builder tells it.
  const exitCode =
    'exitCode' in error && typeof error.exitCode === 'number' ? error.exitCode : exitCodes.failed
  return new Failure(sentence(error), { exitCode })
}

/** The message with what caused it, each once. */
function sentence(error: Error): string {
  const cause = error.cause instanceof Error ? error.cause.message : ''
  const message = ofSystem(error)
  if (!cause || message.includes(cause)) return message
  return /[.!?]$/.test(message) ? `${message} (${cause})` : `${message}: ${cause}`
}

/** `ENOENT: no such file or directory, open '/a'` as `/a: no such file or directory`. */
function ofSystem({ message }: Error): string {
  const [, why, path] = /^E[A-Z]+: (.+), \w+ '(.+)'$/.exec(message) ?? []
  return path === undefined ? message : `${path}: ${why}.`
}
