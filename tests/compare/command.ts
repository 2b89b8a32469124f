import { spawn } from 'node:child_process'

export type Ended = { code: number | string; stdout: string; stderr: string }

/** Milliseconds after which a command is taken to hang. */
const HANGS = 60_000

/** When Ctrl-C comes: once this text was written to standard output, or so many milliseconds after the one before. */
export type Interrupt = string | number

/**
 * Runs a program to its end. With `interrupt` it gets a SIGINT, as from Ctrl-C, at each of these points.
 *
 * @returns its exit code, or the signal that ended it.
 * @throws when it does not end.
 */
export function ended(
  [program, ...args]: [string, ...string[]],
  given: { cwd: string; environment: NodeJS.ProcessEnv; input: string; interrupt: readonly Interrupt[] },
): Promise<Ended> {
  const child = spawn(program, args, { cwd: given.cwd, env: given.environment })
  const hangs = AbortSignal.timeout(HANGS)
  return new Promise((resolve, reject) => {
    let [stdout, stderr, heard] = ['', '', 0]
    const points = [...given.interrupt]
    const press = () => {
      child.kill('SIGINT')
      if (typeof points[0] === 'number') setTimeout(press, points.shift() as number)
    }
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text
      const [next] = points
      const at = typeof next === 'string' ? stdout.indexOf(next, heard) : -1
      if (typeof next !== 'string' || at < 0) return
      heard = at + next.length
      points.shift()
      press()
    })
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text
    })
    child.stdin.on('error', () => {}).end(given.input)
    child.on('error', reject)
    child.on('close', (code, signal) => resolve({ code: code ?? signal ?? '', stdout, stderr }))
    hangs.addEventListener('abort', () => {
      child.kill('SIGKILL')
      reject(new Error(`${args.join(' ')} has not ended.\n${stdout}${stderr}`))
    })
  })
}
