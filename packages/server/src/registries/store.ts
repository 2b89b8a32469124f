import { randomUUID } from 'node:crypto'
import type { GivenCredentials } from '@keelson/engine'
import type { Selectable } from 'kysely'
import type { Sealing } from '../keys/sealing.ts'
import type { Database } from '../storage/database.ts'
import type { Tables } from '../storage/tables.ts'

/** With the name of the project that it is for; null is every project. */
export type RegistryRow = Selectable<Tables['registries']> & { project: string | null }

const purpose = (id: string) => `registry ${id}`

const withProject = (database: Database) =>
  database
    .selectFrom('registries')
    .leftJoin('projects', 'projects.id', 'registries.project_id')
    .selectAll('registries')
    .select('projects.name as project')

export const listRegistries = (database: Database): Promise<RegistryRow[]> =>
  withProject(database).orderBy('host').orderBy('project').execute()

export const findRegistry = (database: Database, id: string): Promise<RegistryRow | undefined> =>
  withProject(database).where('registries.id', '=', id).executeTakeFirst()

/** Gives undefined when there are credentials of this registry for it already. */
export async function insertRegistry(
  database: Database,
  sealing: Sealing,
  registry: { host: string; projectId: string | null; username: string; secret: string },
): Promise<RegistryRow | undefined> {
  const id = randomUUID()
  await database
    .insertInto('registries')
    .values({
      id,
      host: registry.host,
      project_id: registry.projectId,
      username: registry.username,
      secret_sealed: sealing.seal(registry.secret, purpose(id)),
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
  return findRegistry(database, id)
}

export const updateRegistry = (
  database: Database,
  sealing: Sealing,
  id: string,
  { username, secret }: { username: string; secret: string | undefined },
) =>
  database
    .updateTable('registries')
    .set({
      username,
      changed_at: new Date(),
      ...(secret !== undefined && { secret_sealed: sealing.seal(secret, purpose(id)) }),
    })
    .where('id', '=', id)
    .execute()

export async function deleteRegistry(database: Database, id: string): Promise<boolean> {
  const result = await database.deleteFrom('registries').where('id', '=', id).executeTakeFirst()
  return result.numDeletedRows > 0n
}

/** The credentials in a row, opened. */
export const openCredentials = (
  sealing: Sealing,
  { id, username, secret_sealed: sealed }: Selectable<Tables['registries']>,
) => ({ username, password: sealing.open(sealed, purpose(id)) })

/** What a project's pulls and builds may show, by registry: its own win over those for all. */
export async function credentialsFor(
  database: Database,
  sealing: Sealing,
  projectId: string,
): Promise<GivenCredentials> {
  const rows = await database
    .selectFrom('registries')
    .selectAll()
    .where(({ or, eb }) => or([eb('project_id', 'is', null), eb('project_id', '=', projectId)]))
    .execute()
  const general = rows.filter((row) => row.project_id === null)
  const own = rows.filter((row) => row.project_id !== null)
  return Object.fromEntries([...general, ...own].map((row) => [row.host, openCredentials(sealing, row)]))
}
