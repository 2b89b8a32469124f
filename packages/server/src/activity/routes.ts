import type { Handlers } from '../http/serve.ts'
import type { Database } from '../storage/database.ts'
import { type ActivityRow, listActivity } from './store.ts'

export function activityRoutes({ database }: { database: Database }): Pick<Handlers, 'activity'> {
  return {
    activity: async ({ query }) => (await listActivity(database, query)).map(showActivity),
  }
}

const showActivity = ({ at, ...row }: ActivityRow) => ({ ...row, at: at.toISOString() })
