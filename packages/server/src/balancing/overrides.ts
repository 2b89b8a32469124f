import type { Backend } from '@keelson/balancer'
import type { ReplicaOverride } from '@keelson/protocol'
import type { Selectable } from 'kysely'
import type { Database } from '../storage/database.ts'
import type { Tables } from '../storage/tables.ts'

export type OverrideRow = Selectable<Tables['replica_overrides']>

/** The backends as they were decided, with what was set by hand. A replica that is leaving goes on leaving. Pure. */
export function overridden(backends: Backend[], overrides: ReadonlyMap<string, ReplicaOverride>): Backend[] {
  if (overrides.size === 0) return backends
  return backends.map((backend) => ({
    ...backend,
    servers: backend.servers.map((server) => {
      const override = overrides.get(server.id)
      if (!override || server.weight === 0 || server.disabled) return server
      const { state, weight } = override
      return { ...server, weight: state === 'drain' ? 0 : weight, disabled: state === 'disabled' }
    }),
  }))
}

export async function readOverrides(database: Database): Promise<Map<string, OverrideRow>> {
  const rows = await database.selectFrom('replica_overrides').selectAll().execute()
  return new Map(rows.map((row) => [row.container, row]))
}

/** What is as usual is no override. */
export async function saveOverride(
  database: Database,
  container: string,
  { state, weight }: ReplicaOverride,
  by: string,
): Promise<void> {
  if (state === 'enabled' && weight === 100) {
    await database.deleteFrom('replica_overrides').where('container', '=', container).execute()
    return
  }
  await database
    .insertInto('replica_overrides')
    .values({ container, state, weight, by })
    .onConflict((conflict) => conflict.column('container').doUpdateSet({ state, weight, by, at: new Date() }))
    .execute()
}

/** An override ends with its container. */
export async function forgetOverrides(database: Database, containers: string[]): Promise<void> {
  if (containers.length === 0) return
  await database.deleteFrom('replica_overrides').where('container', 'in', containers).execute()
}
