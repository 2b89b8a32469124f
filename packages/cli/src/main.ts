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
  // A pipe may still hold lines: leave when they are written, even if a socket or standard input is open.
  process.exitCode = code
  stdout.write('', () => stderr.write('', () => process.exit(code)))
})
