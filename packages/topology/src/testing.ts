import { format, load, memoryResources } from '@keelson/compose'
import type { Topology } from '@keelson/protocol'
import { topologyOf } from './topology.ts'

/** The topology of a Compose file that a test writes down. @throws with every problem of the file. */
export function read(text: string): Topology {
  const loaded = load({
    files: ['/shop/compose.yaml'],
    projectDirectory: '/shop',
    environment: {},
    resources: memoryResources({ 'compose.yaml': text }, '/shop'),
  })
  if (!loaded.ok) throw new Error(loaded.problems.map((problem) => format(problem)).join('\n'))
  return topologyOf(loaded.project, { folder: '/shop' })
}
