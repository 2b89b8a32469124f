export type Log = Record<'info' | 'warn' | 'error', (what: unknown) => void>

/** What the server says while it runs, for people: a line each, errors with their cause. */
export function createLog(write: (line: string) => void): Log {
  const say = (level: string) => (what: unknown) =>
    write(`${new Date().toISOString()} ${level} ${text(what)}`)
  return { info: say('info'), warn: say('warning'), error: say('error') }
}

function text(what: unknown): string {
  if (!(what instanceof Error)) return String(what)
  const cause = what.cause === undefined ? '' : ` ← ${text(what.cause)}`
  return `${what.stack ?? what.message}${cause}`
}
