import { terminal } from './print/terminal.ts'
import { run } from './run.ts'

const { stdout, stderr, env } = process

// A reader that went away (`keelson logs | head`) is no error.
for (const stream of [stdout, stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0)
    throw error
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
  if (stdout.writableLength + stderr.writableLength === 0) process.exit(code)
  stdout.write('', () => stderr.write('', () => process.exit(code)))
})
