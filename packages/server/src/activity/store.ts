import type { Insertable, Selectable } from 'kysely'
import type { Database } from '../storage/database.ts'
import type { Tables } from '../storage/tables.ts'

export type ActivityRow = Selectable<Tables['activity']>

/** What is older is forgotten. */
export const keptDays = 180

export const addActivity = (database: Database, row: Insertable<Tables['activity']>) =>
  database.insertInto('activity').values(row).execute()

/** Newest first. */
export const listActivity = (
  database: Database,
  {
    project,
    who,
    before,
    limit,
  }: { project?: string | undefined; who?: string | undefined; before?: number | undefined; limit: number },
): Promise<ActivityRow[]> =>
  database
    .selectFrom('activity')
    .selectAll()
    .$if(project !== undefined, (query) => query.where('project', '=', project ?? ''))
    .$if(who !== undefined, (query) => query.where('who', '=', who ?? ''))
    .$if(before !== undefined, (query) => query.where('id', '<', before ?? 0))
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()

export const forgetActivity = (database: Database, before: Date) =>
  database.deleteFrom('activity').where('at', '<', before).execute()
