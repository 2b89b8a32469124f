import { terminal } from './print/terminal.ts'
import { run } from './run.ts'

const { stdout, stderr, env } = process

// A reader that went away (`keelson logs | head`) is no error; a disk that is full (`keelson exec db dump > file`) is.
for (const stream of [stdout, stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0)
    if (stream === stdout) stderr.write(`error: The output could not be written: ${error.message}.\n`)
    process.exit(1)
  })
}

// No await at the top: packed, this is a CommonJS module.
run(process.argv.slice(2), {
  env,
  cwd: process.cwd(),
  terminal: terminal(process, env),
}).then((code) => {
  // Left even if a socket or standard input is open, but a pipe may still hold lines: not before they are written.
  process.exitCode = code
  // What could not be written is told in a moment, above.
  if (stdout.errored || stderr.errored) return
  if (stdout.writableLength + stderr.writableLength === 0) process.exit(code)
  stdout.write('', () => stderr.write('', () => process.exit(code)))
})
