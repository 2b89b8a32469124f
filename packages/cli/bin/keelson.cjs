// The command for whoever starts it with Node: compiled, where the sources are still what was compiled, else from its
// sources. Plain CommonJS, so that any Node from 18 on can read it and find one that reads them.
const { existsSync } = require('node:fs')
const { join } = require('node:path')
const { isFresh } = require('./fresh.cjs')
const { handOver } = require('./hand-over.cjs')

const wanted = 24
const home = join(__dirname, '..')
const words = process.argv.slice(2)

if (isFresh(home)) handOver(join(home, 'dist', 'keelson'), words)
else if (Number(process.versions.node.split('.')[0]) >= wanted) import(join(home, 'src', 'main.ts'))
else {
  // Where `node scripts/setup.mjs` puts it.
  const root = join(home, '..', '..')
  const newer = join(root, '.tools', 'node', 'node_modules', 'node', 'bin', 'node')
  if (existsSync(newer)) handOver(newer, ['--', __filename, ...words])
  else {
    console.error(`keelson needs Node ${wanted} or newer; this is Node ${process.versions.node} (${process.execPath}).
Run \`node scripts/setup.mjs start\` in ${root}, which installs one beside it, or install Node ${wanted} from https://nodejs.org.`)
    process.exitCode = 1
  }
}
