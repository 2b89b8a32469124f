import { globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const fixture = fileURLToPath(new URL('../../fixtures/steady', import.meta.url))
const websockets = dirname(fileURLToPath(import.meta.resolve('ws')))

/**
 * The files of an application that loses nothing when it is asked to end, as text by path: Node HTTP and websockets,
 * a health check, its version in every answer. Brings its one dependency along, so that building needs no registry.
 */
export function steadyApp(version: string): { [path: string]: string } {
  const own = filesIn(fixture, '*', '')
  const dependency = filesIn(websockets, '{package.json,*.js,*.mjs,lib/*.js}', 'node_modules/ws/')
  return { ...own, ...dependency, version: `${version}\n` }
}

function filesIn(folder: string, pattern: string, prefix: string): { [path: string]: string } {
  const paths = globSync(pattern, { cwd: folder }).sort()
  return Object.fromEntries(paths.map((path) => [prefix + path, readFileSync(join(folder, path), 'utf8')]))
}
