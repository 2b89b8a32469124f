const { spawn } = require('node:child_process')

/** Runs a file with another Node, with the words of this command, and ends as it ends. */
function handOver(node, file) {
  const child = spawn(node, ['--', file, ...process.argv.slice(2)], { stdio: 'inherit' })
  // On a terminal Ctrl-C reaches the child by itself too; it takes two that arrive together for one.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  child.on('error', (error) => {
    console.error(`keelson could not start ${node}: ${error.message}`)
    process.exitCode = 1
  })
  child.on('exit', (code, signal) => {
    if (!signal) process.exit(code ?? 1)
    for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.removeAllListeners(name)
    process.kill(process.pid, signal)
  })
}

module.exports = { handOver }
