import type { LogEntry } from '@keelson/engine'
import { LogPrefix } from '../print/log-lines.ts'
import { paint } from '../print/paint.ts'
import type { Terminal } from '../print/terminal.ts'

type LogFlags = { 'no-color': boolean; 'no-log-prefix': boolean; timestamps: boolean; json: boolean }

/**
 * Prints log lines as docker compose does: the container's name without the project's before it. With `apart`, as
 * `up` does, what containers wrote to standard error goes there.
 */
export function logPrinter(
  terminal: Terminal,
  project: string,
  flags: LogFlags,
  { names = [], apart = false }: { names?: readonly string[]; apart?: boolean } = {},
): (entry: LogEntry) => void {
  const short = (name: string) => shortName(name, project)
  const prefix = new LogPrefix(flags['no-color'] ? paint(false) : terminal.out, {
    shown: !flags['no-log-prefix'],
    names: names.map(short),
  })
  return (entry) => {
    if (flags.json) return terminal.print(JSON.stringify(entry))
    const text = flags.timestamps ? `${entry.at} ${entry.line}` : entry.line
    const line = prefix.line(short(entry.container), text)
    if (apart && entry.stream === 'stderr') terminal.stderr.write(`${line}\n`)
    else terminal.print(line)
  }
}

/** A container's name as logs show it: without the project's before it. */
export const shortName = (name: string, project: string): string =>
  name.startsWith(project) && /[-_]/.test(name[project.length] ?? '') ? name.slice(project.length + 1) : name
