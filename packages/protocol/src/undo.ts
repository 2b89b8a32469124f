import { z } from 'zod'
import { DeployId } from './ids.ts'

/** What was taken away and may come back: an id of its own, or that of the operation which took it. */
export const UndoId = z.uuid()

/** The answer of what removes something: how to have it back as it was, for ten minutes and by the same person. */
export const Removed = z.object({ undo: UndoId })

/** POST /api/v1/undo/:undo. `deploy`: the operation that brings it back, where that takes one. */
export const Undone = z.object({ deploy: DeployId.nullable() })
