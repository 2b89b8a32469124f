import type { Database } from '../storage/database.ts'

export type StoredRule = {
  projectId: string
  environment: string
  service: string
  users: { name: string; hash: string }[]
  networks: string[]
  limit: { requests: number; seconds: number } | null
}
export type StoredMaintenance = { projectId: string; environment: string; networks: string[]; since: Date }

export async function listRules(database: Database, projectId?: string): Promise<StoredRule[]> {
  const rows = await database
    .selectFrom('access_rules')
    .selectAll()
    .$if(projectId !== undefined, (query) => query.where('project_id', '=', projectId ?? ''))
    .orderBy('service')
    .execute()
  return rows.map(({ project_id, requests, seconds, ...row }) => ({
    ...row,
    projectId: project_id,
    limit: requests !== null && seconds !== null ? { requests, seconds } : null,
  }))
}

export async function saveRule(database: Database, rule: StoredRule): Promise<void> {
  const values = {
    users: JSON.stringify(rule.users),
    networks: JSON.stringify(rule.networks),
    requests: rule.limit?.requests ?? null,
    seconds: rule.limit?.seconds ?? null,
  }
  const { projectId: project_id, environment, service } = rule
  await database
    .insertInto('access_rules')
    .values({ project_id, environment, service, ...values })
    .onConflict((conflict) => conflict.columns(['project_id', 'environment', 'service']).doUpdateSet(values))
    .execute()
}

/** Gives what was there. */
export const deleteRule = (
  database: Database,
  { projectId, environment, service }: Pick<StoredRule, 'projectId' | 'environment' | 'service'>,
) =>
  database
    .deleteFrom('access_rules')
    .where('project_id', '=', projectId)
    .where('environment', '=', environment)
    .where('service', '=', service)
    .returningAll()
    .executeTakeFirst()

export async function listMaintenance(database: Database, projectId?: string): Promise<StoredMaintenance[]> {
  const rows = await database
    .selectFrom('maintenance')
    .selectAll()
    .$if(projectId !== undefined, (query) => query.where('project_id', '=', projectId ?? ''))
    .execute()
  return rows.map(({ project_id: projectId, ...row }) => ({ projectId, ...row }))
}

/** Null opens the environment again. */
export async function setMaintenance(
  database: Database,
  { projectId, environment }: Pick<StoredMaintenance, 'projectId' | 'environment'>,
  networks: string[] | null,
): Promise<void> {
  if (networks === null) {
    await database
      .deleteFrom('maintenance')
      .where('project_id', '=', projectId)
      .where('environment', '=', environment)
      .execute()
    return
  }
  const values = { networks: JSON.stringify(networks) }
  await database
    .insertInto('maintenance')
    .values({ project_id: projectId, environment, ...values })
    .onConflict((conflict) => conflict.columns(['project_id', 'environment']).doUpdateSet(values))
    .execute()
}
