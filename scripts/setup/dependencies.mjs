import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './places.mjs'

const lock = join(root, 'package-lock.json')
const stamp = join(root, 'node_modules', '.installed-lock')

/** `npm ci`, when package-lock.json is not what node_modules was made from. */
export function dependencies() {
  return {
    name: 'dependencies',
    // npm's log of one install is unreadable beside another's, and the new Node is small.
    after: ['node'],
    missing: () => (read(stamp) === digest() ? false : 'npm ci'),
    async make(run) {
      await run('npm', ['ci', '--no-audit', '--no-fund'], { cwd: root })
      writeFileSync(stamp, digest())
    },
  }
}

function digest() {
  return createHash('sha256').update(readFileSync(lock)).digest('hex')
}

function read(path) {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}
