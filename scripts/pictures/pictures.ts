import { globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { format } from '@keelson/compose'
import { loadFromDisk } from '@keelson/compose/node'
import { draw, topologyOf } from '@keelson/topology'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** The picture of each application of the catalog whose README shows one, drawn from its Compose file. */
export function pictures(): { path: string; svg: string }[] {
  return globSync('catalog/*/README.md', { cwd: root })
    .filter((readme) => readFileSync(join(root, readme), 'utf8').includes('(topology.svg)'))
    .sort()
    .map((readme) => {
      const folder = join(root, dirname(readme))
      const loaded = loadFromDisk({ workingDirectory: folder, environment: {} })
      if (!loaded.ok) throw new Error(loaded.problems.map((problem) => format(problem)).join('\n'))
      return { path: join(folder, 'topology.svg'), svg: draw(topologyOf(loaded.project, { folder })) }
    })
}
