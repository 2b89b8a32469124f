import { PassThrough, Readable, Writable } from 'node:stream'
import { terminal } from '../src/print/terminal.ts'
import { run } from '../src/run.ts'

export type Ran = { code: number; out: string; err: string }

/** Runs a command line in this process, with what it needs given and what it prints caught. */
export async function keelson(
  argv: readonly string[],
  given: { env?: Record<string, string>; cwd?: string; stdin?: string } = {},
): Promise<Ran> {
  const { env = {}, cwd = '/', stdin } = given
  const out: Buffer[] = []
  const err: Buffer[] = []
  const code = await run(argv, {
    env,
    cwd,
    terminal: terminal(
      {
        stdin: stdin === undefined ? new PassThrough().end() : Readable.from([stdin]),
        stdout: into(out),
        stderr: into(err),
      },
      env,
    ),
  })
  return { code, out: Buffer.concat(out).toString(), err: Buffer.concat(err).toString() }
}

function into(chunks: Buffer[]): Writable {
  return new Writable({
    write(chunk, _encoding, done) {
      chunks.push(Buffer.from(chunk))
      done()
    },
  })
}
