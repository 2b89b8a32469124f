import type { Session } from '@keelson/engine'
import type { Terminal } from '../print/terminal.ts'

/**
 * Joins a command in a container with this terminal until it ends.
 *
 * @returns its exit code.
 */
export async function converse(
  session: Session,
  terminal: Terminal,
  options: { tty: boolean; interactive: boolean },
): Promise<number> {
  const { stdin, stdout, stderr } = terminal
  const raw = options.tty && options.interactive && stdin.isTTY === true
  const resize = () => {
    const { rows, columns } = process.stdout
    if (rows && columns) session.resize(rows, columns).catch(() => {})
  }
  if (raw) stdin.setRawMode?.(true)
  if (options.tty) {
    resize()
    process.on('SIGWINCH', resize)
  }
  if (options.interactive) stdin.pipe(session.stdin)
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
