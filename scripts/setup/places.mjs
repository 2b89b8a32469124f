import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('../..', import.meta.url))

/** Outside node_modules, so that `npm ci` does not remove the Node that runs us. */
export const tools = join(root, '.tools')

/** A link to the Node that fits: what package.json's scripts run. */
export const nodeLink = join(tools, 'bin', 'node')
