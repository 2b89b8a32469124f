import { enableCompileCache } from 'node:module'
import { terminal } from './print/terminal.ts'
import { run } from './run.ts'

enableCompileCache()

// A reader that went away (`keelson logs | head`) is no error.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0)
    throw error
  })
}

const { stdin, stdout, stderr, env } = process
const code = await run(process.argv.slice(2), {
  env,
  cwd: process.cwd(),
  terminal: terminal({ stdin, stdout, stderr }, env),
})

// A pipe may still hold lines: leave when they are written, even if a socket or standard input is open.
process.exitCode = code
stdout.write('', () => stderr.write('', () => process.exit(code)))
