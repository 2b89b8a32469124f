import { findPacked } from '../../packages/cli/bin/packed.cjs'
import { nodeLink, root } from './places.mjs'

/** The command packed, so that it starts as quickly as a compiled program: again when its sources changed. */
export function command() {
  return {
    name: 'command',
    after: ['node', 'dependencies'],
    missing: () => (findPacked([]) ? false : 'packing the keelson command'),
    make: (run) => run(nodeLink, ['packages/cli/scripts/pack.ts'], { cwd: root }),
  }
}
