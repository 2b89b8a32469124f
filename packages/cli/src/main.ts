import { Descriptor } from './print/descriptor.ts'
import { terminal } from './print/terminal.ts'
import { run } from './run.ts'

const { env } = process
const stdout = new Descriptor(1)
const stderr = new Descriptor(2)

// A reader that went away (`keelson logs | head`) is no error; a disk that is full (`keelson exec db dump > file`) is.
for (const stream of [stdout, stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0)
    if (stream === stdout) stderr.write(`error: The output could not be written: ${error.message}.\n`)
    process.exit(1)
  })
}

// Nobody wants to read the stack of a fault of ours, and Bun would print the packed sources with it.
for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
  process.on(event, (error: unknown) => {
    stderr.write(`error: ${error instanceof Error ? error.message : error}\n`)
    process.exit(1)
  })
}

// No await at the top: compiled, this is a CommonJS module.
run(process.argv.slice(2), {
  env,
  cwd: process.cwd(),
  terminal: terminal(
    {
      get stdin() {
        return process.stdin
      },
      stdout,
      stderr,
    },
    env,
  ),
}).then((code) => {
  // What could not be written is told in a moment, above. Else it ends, also with a socket or standard input open.
  if (!stdout.errored && !stderr.errored) process.exit(code)
})
