export type Log = Record<'info' | 'warn' | 'error', (what: unknown) => void>

/** What the server says while it runs, for people: a line each, errors with their cause. */
export function createLog(write: (line: string) => void): Log {
  const say = (level: string, text: (what: unknown) => string) => (what: unknown) =>
    write(`${new Date().toISOString()} ${level} ${text(what)}`)
  return { info: say('info', inShort), warn: say('warning', inShort), error: say('error', atLength) }
}

/** What is expected to happen now and then needs no trace of where. */
const inShort = (what: unknown) => (what instanceof Error ? what.message : String(what))

function atLength(what: unknown): string {
  if (!(what instanceof Error)) return String(what)
  const cause = what.cause === undefined ? '' : ` ← ${atLength(what.cause)}`
  return `${what.stack ?? what.message}${cause}`
}
