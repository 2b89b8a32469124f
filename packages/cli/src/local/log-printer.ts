import type { LogEntry } from '@keelson/engine'
import { LogPrefix } from '../print/log-lines.ts'
import { paint } from '../print/paint.ts'
import type { Terminal } from '../print/terminal.ts'

type LogFlags = { 'no-color': boolean; 'no-log-prefix': boolean; timestamps: boolean; json: boolean }

/** Prints log lines as `docker compose logs` does: the container's name without the project's before it. */
export function logPrinter(
  terminal: Terminal,
  project: string,
  flags: LogFlags,
  names: readonly string[] = [],
): (entry: LogEntry) => void {
  const short = (name: string) => (name.startsWith(`${project}-`) ? name.slice(project.length + 1) : name)
  const prefix = new LogPrefix(flags['no-color'] ? paint(false) : terminal.out, {
    shown: !flags['no-log-prefix'],
    names: names.map(short),
  })
  return (entry) => {
    if (flags.json) return terminal.print(JSON.stringify(entry))
    const text = flags.timestamps ? `${entry.at} ${entry.line}` : entry.line
    const line = prefix.line(short(entry.container), text)
    if (entry.stream === 'stderr') terminal.stderr.write(`${line}\n`)
    else terminal.print(line)
  }
}
