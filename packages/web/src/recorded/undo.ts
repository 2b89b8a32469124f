import type { DeployId } from '@keelson/protocol'
import type { World } from './world.ts'

/** Remembers how something is taken back; `id`: of the operation, where one did it. Gives the id to ask for. */
export function keepUndo(
  world: World,
  back: () => DeployId | undefined,
  id: string = crypto.randomUUID(),
): string {
  world.undos.set(id, () => back() ?? null)
  return id
}
