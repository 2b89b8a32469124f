#!/bin/sh
':' // ; exec node -- "$0" "$@"
// Two languages: the line above is a comment here, and starts Node in a shell. With --, Node does not look for the
// file of our --env-file itself, and give up without it; the `env` of some systems has no way to say that.
// CommonJS, which starts sooner, and plain, so that any Node from 18 on can run it: finds a Node that runs the
// sources as they are, and runs them packed where `npm start` packed them and they are still the same.
const { join } = require('node:path')

const wanted = 24
const home = join(__dirname, '..')
const main = join(home, 'src', 'main.ts')

if (Number(process.versions.node.split('.')[0]) >= wanted) {
  const { findPacked, runPacked } = require('./packed.cjs')
  const words = process.argv.slice(2)
  const packed = findPacked(words)
  if (packed) runPacked(packed, words)
  else import(main)
} else {
  // Where `node scripts/setup.mjs` puts it.
  const root = join(home, '..', '..')
  const newer = join(root, '.tools', 'node', 'node_modules', 'node', 'bin', 'node')
  if (require('node:fs').existsSync(newer)) handOver(newer)
  else {
    console.error(`keelson needs Node ${wanted} or newer; this is Node ${process.versions.node} (${process.execPath}).
Run \`node scripts/setup.mjs start\` in ${root}, which installs one beside it, or install Node ${wanted} from https://nodejs.org.`)
    process.exitCode = 1
  }
}

function handOver(node) {
  const child = require('node:child_process').spawn(node, ['--', __filename, ...process.argv.slice(2)], {
    stdio: 'inherit',
  })
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
