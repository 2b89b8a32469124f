import { type Docker, killContainer, run, type Session } from '@keelson/engine'
import type { Terminal } from '../print/terminal.ts'

const passed = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGUSR1', 'SIGUSR2'] as const

/**
 * Signals for this program go to the container, until what it gives is called. The third SIGINT or SIGTERM ends the
 * program: the container does not listen.
 */
export function passSignals(docker: Docker, container: string): () => void {
  let asked = 0
  const pass = (signal: NodeJS.Signals) => {
    if ((signal === 'SIGINT' || signal === 'SIGTERM') && ++asked === 3) {
      stop()
      process.kill(process.pid, signal)
      return
    }
    // One that ended meanwhile needs no signal.
    killContainer(docker, container, { killSignal: signal }).catch(() => {})
  }
  const stop = () => {
    for (const signal of passed) process.off(signal, pass)
  }
  for (const signal of passed) process.on(signal, pass)
  return stop
}

/** Whether a command gets a terminal: where this is one, unless -T says no. */
export const wantsTerminal = (
  values: { 'no-tty': boolean; 'no-TTY': boolean; tty: boolean },
  terminal: Terminal,
): boolean =>
  !values['no-tty'] &&
  !values['no-TTY'] &&
  values.tty &&
  terminal.stdin.isTTY === true &&
  terminal.outIsTerminal

/**
 * Joins a command in a container with this terminal until it ends. `keepOpen`: the end of standard input is not
 * passed on.
 *
 * @returns its exit code.
 */
export async function converse(
  session: Session,
  terminal: Terminal,
  options: { tty: boolean; interactive: boolean; keepOpen?: boolean },
): Promise<number> {
  const { stdin, stdout, stderr } = terminal
  const raw = options.tty && options.interactive && stdin.isTTY === true
  const resize = () => {
    const { rows, columns } = process.stdout
    if (rows && columns) session.resize(rows, columns).catch(() => {})
  }
  if (raw) {
    stdin.setRawMode?.(true)
    // Node leaves the terminal to put a return before each line feed, which moves what an editor draws. Where there is
    // no stty it stays so.
    await run(['stty', '-opost'], { input: { terminal: true } }).catch(() => {})
  }
  if (options.tty) {
    resize()
    process.on('SIGWINCH', resize)
  }
  if (options.interactive) stdin.pipe(session.stdin, { end: !options.keepOpen })
  try {
    for await (const { stream, data } of session.output) {
      const target = stream === 'stderr' ? stderr : stdout
      if (!target.write(data)) await new Promise((drained) => target.once('drain', drained))
    }
    return await session.exitCode()
  } finally {
    stdin.unpipe(session.stdin)
    stdin.pause()
    process.off('SIGWINCH', resize)
    if (raw) stdin.setRawMode?.(false)
    session.detach()
  }
}
