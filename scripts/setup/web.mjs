import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { nodeLink, root } from './places.mjs'

const page = join(root, 'packages', 'web')
const stamp = join(page, 'dist', '.built-from')
const ingredients = [
  join(page, 'src'),
  join(page, 'public'),
  join(page, 'index.html'),
  join(page, 'package.json'),
  join(page, 'vite.config.ts'),
  join(root, 'packages', 'protocol', 'src'),
]

/** The dashboard's page: built when its sources changed. */
export function web() {
  return {
    name: 'page',
    after: ['node', 'dependencies'],
    missing: () =>
      existsSync(stamp) && readFileSync(stamp, 'utf8') === fingerprint() ? false : 'building the dashboard',
    async make(run) {
      await run(nodeLink, [join(root, 'node_modules', 'vite', 'bin', 'vite.js'), 'build'], { cwd: page })
      writeFileSync(stamp, fingerprint())
    },
  }
}

function fingerprint() {
  const hash = createHash('sha256')
  for (const file of ingredients.flatMap(files)) hash.update(file).update('\0').update(readFileSync(file))
  return hash.digest('hex')
}

function files(path) {
  if (!existsSync(path)) return []
  if (!statSync(path).isDirectory()) return [path]
  return readdirSync(path)
    .sort()
    .flatMap((name) => files(join(path, name)))
}
