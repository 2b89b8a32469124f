import { join } from 'node:path'
import { isFresh } from '../../packages/cli/bin/fresh.cjs'
import { nodeLink, root } from './places.mjs'
import { log } from './say.mjs'

const home = join(root, 'packages', 'cli')

/** The command compiled, so that it starts at once: again when its sources changed. */
export function command() {
  return {
    name: 'command',
    after: ['node', 'dependencies'],
    missing: () => (isFresh(home) ? false : 'compiling the keelson command'),
    async make(run) {
      const problem = await run(nodeLink, ['packages/cli/scripts/compile.ts'], { cwd: root })
      if (problem) log(`command: ${problem.trim()}`)
    },
  }
}
