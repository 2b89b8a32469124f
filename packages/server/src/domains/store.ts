import type { Selectable } from 'kysely'
import type { Database } from '../storage/database.ts'
import type { StoredDns, Tables } from '../storage/tables.ts'

export type DomainRow = Selectable<Tables['domains']>
export type DomainSettings = Pick<DomainRow, 'environment' | 'service' | 'redirect' | 'hsts'>

export const listDomains = (database: Database, projectId?: string): Promise<DomainRow[]> =>
  database
    .selectFrom('domains')
    .selectAll()
    .$if(projectId !== undefined, (query) => query.where('project_id', '=', projectId ?? ''))
    .orderBy('host')
    .execute()

export const findDomain = (database: Database, host: string): Promise<DomainRow | undefined> =>
  database.selectFrom('domains').selectAll().where('host', '=', host).executeTakeFirst()

/** Undefined when somebody has it already. */
export const insertDomain = (
  database: Database,
  row: { host: string; project_id: string } & DomainSettings,
): Promise<DomainRow | undefined> =>
  database
    .insertInto('domains')
    .values({ ...row, dns: null, checked_at: null })
    .onConflict((conflict) => conflict.doNothing())
    .returningAll()
    .executeTakeFirst()

export const updateDomain = (
  database: Database,
  host: string,
  changes: { [K in keyof DomainSettings]?: DomainSettings[K] | undefined },
): Promise<DomainRow> =>
  database
    .updateTable('domains')
    .set(changes)
    .where('host', '=', host)
    .returningAll()
    .executeTakeFirstOrThrow()

export const deleteDomain = (database: Database, host: string) =>
  database.deleteFrom('domains').where('host', '=', host).execute()

export const saveCheck = (
  database: Database,
  host: string,
  dns: StoredDns,
  at: Date,
): Promise<DomainRow | undefined> =>
  database
    .updateTable('domains')
    .set({ dns: JSON.stringify(dns), checked_at: at })
    .where('host', '=', host)
    .returningAll()
    .executeTakeFirst()
