import type { Context } from '../context.ts'
import { Refusal } from '../http/refusal.ts'
import type { Handlers } from '../http/serve.ts'
import type { Cleanups } from './cleanups.ts'
import { observeDisk } from './observe.ts'
import { nextQuietHour } from './schedule.ts'
import { showCleanup } from './show.ts'
import * as store from './store.ts'

type Routes = Pick<
  Handlers,
  'holdings' | 'setCleanupPolicy' | 'cleanups' | 'cleanUp' | 'oneCleanup' | 'cancelCleanup'
>

const diskMs = 15_000

export function cleanupRoutes(context: Context & { cleanups: Cleanups }): Routes {
  const { database, cleanups } = context
  return {
    holdings: async () => {
      const [items, disk, policy, next] = await Promise.all([
        cleanups.look(),
        observeDisk({ ...context, signal: AbortSignal.timeout(diskMs) }),
        store.readPolicy(database),
        store.readNext(database),
      ])
      return {
        measuredAt: new Date().toISOString(),
        disk,
        items,
        policy,
        nextAt: policy.automatic ? (next ?? nextQuietHour(new Date())).toISOString() : null,
      }
    },

    setCleanupPolicy: async ({ body }) => {
      if (body.automatic) await store.saveNext(database, nextQuietHour(new Date()))
      await store.savePolicy(database, body)
      return body
    },

    cleanups: async () => (await store.listCleanups(database)).map(showCleanup),

    cleanUp: async ({ body, caller }) =>
      showCleanup(
        await cleanups.request({ ...body, requestedBy: caller.kind === 'user' ? caller.label : '' }),
      ),

    oneCleanup: async ({ params }) => {
      const row = await store.findCleanup(database, params.cleanup)
      if (!row) throw new Refusal('not-found', { detail: 'There is no such cleanup.' })
      return showCleanup(row)
    },

    cancelCleanup: async ({ params }) => showCleanup(await cleanups.cancel(params.cleanup)),
  }
}
