import type { Context } from '../context.ts'
import type { Operations } from '../deploys/operations.ts'
import type { Router } from '../environments/router.ts'
import { Refusal } from '../http/refusal.ts'
import type { Handlers } from '../http/serve.ts'
import type { Announcer } from '../live/announcer.ts'
import { putBack } from './kept.ts'
import type { Undos } from './undos.ts'

type Parts = Context & { undos: Undos; operations: Operations; router: Router; announcer: Announcer }

const effectMs = 15_000

export function undoRoutes({
  database,
  undos,
  operations,
  router,
  announcer,
}: Parts): Pick<Handlers, 'undo'> {
  return {
    undo: async ({ params, caller }) => {
      const { project, undo } = await undos.take(caller, params.undo)
      const requestedBy = caller.kind === 'user' ? caller.label : ''
      switch (undo.kind) {
        case 'rows': {
          if ((await putBack(database, undo.rows)) === 0) {
            throw new Refusal('wrong-state', { detail: 'Something else was put there in the meantime.' })
          }
          await router.route(AbortSignal.timeout(effectMs))
          announcer.project(project)
          return { deploy: null }
        }
        case 'operations': {
          const begun = []
          for (const operation of undo.operations)
            begun.push(await operations.request(project, { ...operation, requestedBy }))
          return { deploy: begun[0]?.id ?? null }
        }
        case 'call-off':
          await operations.callOff(undo.deploy)
          return { deploy: null }
      }
    },
  }
}
