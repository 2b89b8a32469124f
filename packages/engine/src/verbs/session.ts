import type { Duplex, Writable } from 'node:stream'
import { demultiplex, type Output } from '../docker/streams.ts'

/** A command under way in a container: write to `stdin`, read `output` to its end, then ask for the exit code. */
export type Session = {
  container: { id: string; name: string }
  stdin: Writable
  output: AsyncIterable<Output>
  /** Only with a terminal. */
  resize: (rows: number, columns: number) => Promise<void>
  /** Resolves once it ended. */
  exitCode: () => Promise<number>
  /** Drops the connection; the command goes on. */
  detach: () => void
}

/** Joins a taken-over connection with the calls that belong to it. */
export function session(
  stream: Duplex,
  tty: boolean,
  rest: Pick<Session, 'container' | 'resize' | 'exitCode'>,
): Session {
  // Errors reach who reads the output; writing after the end is no news.
  stream.on('error', () => {})
  return { ...rest, stdin: stream, output: demultiplex(stream, tty), detach: () => stream.destroy() }
}
