import { DeployId } from '@keelson/protocol'
import type { World } from './world.ts'

/**
 * Remembers how something is taken back; where an operation does that, `back` gives its id. `id`: of the operation
 * that did it, if one did. Gives the id to ask for.
 */
export function keepUndo(world: World, back: () => unknown, id: string = crypto.randomUUID()): string {
  world.undos.set(id, () => DeployId.safeParse(back()).data ?? null)
  return id
}
