const { spawn } = require('node:child_process')

/** Runs another program in the place of this one, and ends as it ends. */
function handOver(program, words) {
  const child = spawn(program, words, { stdio: 'inherit' })
  // On a terminal Ctrl-C reaches the child by itself too; it takes two that arrive together for one.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  child.on('error', (error) => {
    console.error(`keelson could not start ${program}: ${error.message}`)
    process.exitCode = 1
  })
  child.on('exit', (code, signal) => {
    if (!signal) process.exit(code ?? 1)
    for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.removeAllListeners(name)
    process.kill(process.pid, signal)
  })
}

module.exports = { handOver }
