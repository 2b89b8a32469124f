import type { Selectable } from 'kysely'
import type { Database } from '../storage/database.ts'
import type { Tables } from '../storage/tables.ts'

export type EnvironmentRow = Selectable<Tables['environments']>

export const listEnvironments = (database: Database, projectId?: string): Promise<EnvironmentRow[]> =>
  database
    .selectFrom('environments')
    .selectAll()
    .$if(projectId !== undefined, (query) => query.where('project_id', '=', projectId ?? ''))
    .orderBy('created_at')
    .execute()

export const findEnvironment = (
  database: Database,
  projectId: string,
  name: string,
): Promise<EnvironmentRow | undefined> =>
  database
    .selectFrom('environments')
    .selectAll()
    .where('project_id', '=', projectId)
    .where('name', '=', name)
    .executeTakeFirst()

/** The environment, made with this Compose project name when it is not there. */
export async function ensureEnvironment(
  database: Database,
  projectId: string,
  name: string,
  composeProject: string,
): Promise<EnvironmentRow> {
  const found = await findEnvironment(database, projectId, name)
  if (found) return found
  await database
    .insertInto('environments')
    .values({
      project_id: projectId,
      name,
      compose_project: composeProject,
      version: null,
      last_version: null,
      ports: '[]',
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
  return ensureEnvironment(database, projectId, name, composeProject)
}

export type EnvironmentChanges = Partial<
  Pick<
    EnvironmentRow,
    'version' | 'last_version' | 'failed' | 'compose_project' | 'ports' | 'scale' | 'canary'
  >
>

export const changeEnvironment = (
  database: Database,
  environment: Pick<EnvironmentRow, 'project_id' | 'name'>,
  { ports, scale, canary, ...changes }: EnvironmentChanges,
) =>
  database
    .updateTable('environments')
    .set({
      ...changes,
      ...(ports && { ports: JSON.stringify(ports) }),
      ...(scale && { scale: JSON.stringify(scale) }),
      ...(canary !== undefined && { canary: canary && JSON.stringify(canary) }),
    })
    .where('project_id', '=', environment.project_id)
    .where('name', '=', environment.name)
    .execute()

export async function removeEnvironment(
  database: Database,
  environment: Pick<EnvironmentRow, 'project_id' | 'name'>,
): Promise<void> {
  await database
    .deleteFrom('environments')
    .where('project_id', '=', environment.project_id)
    .where('name', '=', environment.name)
    .execute()
}
