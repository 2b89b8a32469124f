import type { Sealing } from '../keys/sealing.ts'
import type { Database } from '../storage/database.ts'

export type StoredVariable = {
  name: string
  environment: string | null
  secret: boolean
  value: string
  updatedAt: Date
}

const purpose = (projectId: string, name: string, environment: string) =>
  `variable ${projectId} ${environment} ${name}`

export async function listVariables(
  database: Database,
  sealing: Sealing,
  projectId: string,
): Promise<StoredVariable[]> {
  const rows = await database
    .selectFrom('variables')
    .selectAll()
    .where('project_id', '=', projectId)
    .orderBy('name')
    .orderBy('environment')
    .execute()
  return rows.map((row) => ({
    name: row.name,
    environment: row.environment || null,
    secret: row.secret,
    value: sealing.open(row.value_sealed, purpose(projectId, row.name, row.environment)),
    updatedAt: row.updated_at,
  }))
}

export async function setVariable(
  database: Database,
  sealing: Sealing,
  projectId: string,
  variable: { name: string; environment: string | null; secret: boolean; value: string },
): Promise<void> {
  const environment = variable.environment ?? ''
  const values = {
    secret: variable.secret,
    value_sealed: sealing.seal(variable.value, purpose(projectId, variable.name, environment)),
    updated_at: new Date(),
  }
  await database
    .insertInto('variables')
    .values({ project_id: projectId, name: variable.name, environment, ...values })
    .onConflict((conflict) => conflict.columns(['project_id', 'name', 'environment']).doUpdateSet(values))
    .execute()
}

/** Gives what was there, still sealed. */
export const deleteVariable = (
  database: Database,
  projectId: string,
  name: string,
  environment: string | null,
) =>
  database
    .deleteFrom('variables')
    .where('project_id', '=', projectId)
    .where('name', '=', name)
    .where('environment', '=', environment ?? '')
    .returningAll()
    .executeTakeFirst()
