import type { Readable, Writable } from 'node:stream'
import { type Paint, paint } from './paint.ts'

/** Where a command prints: results to `out`, progress and problems to `err`. */
export type Terminal = {
  stdin: Readable & { isTTY?: boolean; setRawMode?: (raw: boolean) => unknown }
  stdout: Writable
  stderr: Writable
  /** A line of result. */
  print: (line: string) => void
  /** A line about what is going on. */
  tell: (line: string) => void
  outIsTerminal: boolean
  errIsTerminal: boolean
  columns: number
  out: Paint
  err: Paint
}

type Stream = Writable & { isTTY?: boolean; columns?: number | undefined }

/**
 * `ansi`: the flag, else COMPOSE_ANSI; `auto` means colours on a terminal unless NO_COLOR is set
 * (no-color.org) or the terminal is "dumb".
 */
export function terminal(
  streams: { stdin: Terminal['stdin']; stdout: Stream; stderr: Stream },
  env: Readonly<Record<string, string | undefined>>,
  ansi?: string,
): Terminal {
  const { stdout, stderr } = streams
  const when = ansi ?? env.COMPOSE_ANSI ?? 'auto'
  const coloured = (stream: Stream) => {
    if (when === 'always') return true
    if (when === 'never' || env.NO_COLOR || env.TERM === 'dumb') return false
    return stream.isTTY === true
  }
  return {
    // Opening it takes time, and few commands read it.
    get stdin() {
      return streams.stdin
    },
    stdout,
    stderr,
    print: (line) => void stdout.write(`${line}\n`),
    tell: (line) => void stderr.write(`${line}\n`),
    outIsTerminal: stdout.isTTY === true,
    errIsTerminal: stderr.isTTY === true && when !== 'never' && env.TERM !== 'dumb',
    columns: stdout.columns || stderr.columns || 80,
    out: paint(coloured(stdout)),
    err: paint(coloured(stderr)),
  }
}
