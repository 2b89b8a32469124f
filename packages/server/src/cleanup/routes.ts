import type { Cleanup } from '@keelson/protocol'
import type { z } from 'zod'
import type { Context } from '../context.ts'
import { Refusal } from '../http/refusal.ts'
import type { Handlers } from '../http/serve.ts'
import type { Cleanups } from './cleanups.ts'
import { observeDisk } from './observe.ts'
import { nextQuietHour } from './schedule.ts'
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

    cleanups: async () => (await store.listCleanups(database)).map(show),

    cleanUp: async ({ body, caller }) =>
      show(await cleanups.request({ ...body, requestedBy: caller.kind === 'user' ? caller.label : '' })),

    oneCleanup: async ({ params }) => {
      const row = await store.findCleanup(database, params.cleanup)
      if (!row) throw new Refusal('not-found', { detail: 'There is no such cleanup.' })
      return show(row)
    },

    cancelCleanup: async ({ params }) => show(await cleanups.cancel(params.cleanup)),
  }
}

const show = (row: store.CleanupRow): z.input<typeof Cleanup> => ({
  id: row.id,
  state: row.state,
  items: row.items,
  failure: row.failure,
  requestedBy: row.requested_by,
  createdAt: row.created_at.toISOString(),
  startedAt: row.started_at?.toISOString() ?? null,
  finishedAt: row.finished_at?.toISOString() ?? null,
})
