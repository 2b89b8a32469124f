import { run as runProgram } from '@keelson/engine'

type Options = {
  cwd?: string
  signal?: AbortSignal | undefined
  /** Exit codes that are not failures; 0 when absent. */
  allowed?: number[]
}

const minutes = 60_000

/**
 * Runs a program to its end and gives what it wrote, byte by byte.
 * @throws Error with its last words if it failed
 */
export async function run(argv: [string, ...string[]], options: Options = {}): Promise<Buffer> {
  const { allowed = [0], ...rest } = options
  const { code, stdout, stderr } = await runProgram(argv, {
    ...rest,
    encoding: 'latin1',
    outputLimit: 1 << 30,
    timeout: 15 * minutes,
  })
  if (!allowed.includes(code))
    throw new Error(`${argv.slice(0, 2).join(' ')} failed: ${stderr.trim().slice(-1000)}`)
  return Buffer.from(stdout, 'latin1')
}
