import { spawn } from 'node:child_process'

export type RunOptions = {
  /** Written to standard input, which is then closed; `terminal`: it is this program's own. */
  input?: string | { terminal: true }
  cwd?: string
  /** The whole environment of the program; the own one when absent. */
  environment?: Record<string, string | undefined>
  signal?: AbortSignal | undefined
  /** Milliseconds until the program is ended; 60 seconds when absent. */
  timeout?: number
  /** Bytes of output (both streams) after which the program is ended; 8 MiB when absent. */
  outputLimit?: number
  /** How standard output becomes text; `latin1` keeps each byte as one character. UTF-8 when absent. */
  encoding?: 'utf8' | 'latin1'
  /** Each whole line of standard error as it comes, for progress. */
  onLine?: (line: string) => void
  /** Each line of standard output as it comes, for programs that speak while they work. */
  onOutputLine?: (line: string) => void
}

export type Finished = { code: number; stdout: string; stderr: string }

export class ProcessError extends Error {
  override readonly name = 'ProcessError'
}

/**
 * Runs a program without a shell and waits for its end. The only place of the engine where processes start.
 * A non-zero exit code is an answer, not an error.
 * @throws ProcessError when the program is missing, takes too long or says too much; AbortError on `signal`.
 */
export function run(argv: [string, ...string[]], options: RunOptions = {}): Promise<Finished> {
  const [program, ...rest] = argv
  const { timeout = 60_000, outputLimit = 8 << 20, signal, input = '' } = options
  signal?.throwIfAborted()
  return new Promise((resolve, reject) => {
    // A group of its own, so that what the program started (git: ssh, helpers) ends with it.
    const child = spawn(program, rest, {
      cwd: options.cwd,
      env: options.environment,
      stdio: [typeof input === 'string' ? 'pipe' : 'inherit', 'pipe', 'pipe'],
      detached: true,
    })
    const output: Record<'stdout' | 'stderr', Buffer[]> = { stdout: [], stderr: [] }
    let size = 0
    const lines = { stdout: lineReader(options.onOutputLine), stderr: lineReader(options.onLine) }
    let failure: Error | undefined
    const end = (error: Error) => {
      failure ??= error
      try {
        if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL')
      } catch {
        // It ended by itself meanwhile.
      }
    }
    const abort = () => end(new DOMException(`${program} was cancelled.`, 'AbortError'))
    const timer = setTimeout(
      () => end(new ProcessError(`${program} did not finish within ${timeout / 1000} seconds.`)),
      timeout,
    )
    signal?.addEventListener('abort', abort, { once: true })

    for (const name of ['stdout', 'stderr'] as const) {
      child[name]?.on('data', (chunk: Buffer) => {
        size += chunk.length
        if (size > outputLimit) end(new ProcessError(`${program} wrote more than ${outputLimit} bytes.`))
        else output[name].push(chunk)
        lines[name].read(chunk)
      })
    }
    child.stdin?.on('error', () => {
      // A program that does not read its input closes it; its exit code tells the rest.
    })
    child.stdin?.end(input)
    const settle = () => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', abort)
    }
    child.once('error', (error: NodeJS.ErrnoException) => {
      settle()
      reject(
        new ProcessError(
          error.code === 'ENOENT'
            ? `The program ${program} is not installed.`
            : `${program}: ${error.message}`,
          { cause: error },
        ),
      )
    })
    child.once('close', (code, killedBy) => {
      settle()
      if (failure) return reject(failure)
      if (code === null) return reject(new ProcessError(`${program} was ended by ${killedBy}.`))
      lines.stdout.end()
      resolve({
        code,
        stdout: Buffer.concat(output.stdout).toString(options.encoding ?? 'utf8'),
        stderr: Buffer.concat(output.stderr).toString('utf8'),
      })
    })
  })
}

/** Tells whole lines as they come, those that a carriage return ends too; `end` tells what is left. */
function lineReader(tell: ((line: string) => void) | undefined) {
  const decoder = new TextDecoder()
  let open = ''
  return {
    read(chunk: Buffer) {
      if (!tell) return
      const whole = (open + decoder.decode(chunk, { stream: true })).split(/\r|\n/)
      open = whole.pop() ?? ''
      for (const line of whole) if (line !== '') tell(line)
    },
    end() {
      if (tell && open !== '') tell(open)
    },
  }
}
