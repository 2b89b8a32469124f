import type { Selectable } from 'kysely'
import type { Commit } from '../git/repository.ts'
import type { Sealing } from '../keys/sealing.ts'
import type { Database } from '../storage/database.ts'
import type { Outline, StoredImage, Tables } from '../storage/tables.ts'

/** A version without its model, which is large and opened only to deploy it. */
export type VersionRow = Omit<Selectable<Tables['versions']>, 'model_sealed'>

const columns = [
  'project_id',
  'number',
  'ref',
  'commit',
  'author',
  'message',
  'committed_at',
  'created_at',
  'state',
  'images',
  'outline',
  'last_environment',
  'last_deploy',
] as const

export const listVersions = (database: Database, projectId: string): Promise<VersionRow[]> =>
  database
    .selectFrom('versions')
    .select(columns)
    .where('project_id', '=', projectId)
    .orderBy('number', 'desc')
    .execute()

export const findVersion = (
  database: Database,
  projectId: string,
  number: number,
): Promise<VersionRow | undefined> =>
  database
    .selectFrom('versions')
    .select(columns)
    .where('project_id', '=', projectId)
    .where('number', '=', number)
    .executeTakeFirst()

/** Records a version that is about to be built, with the project's next number. */
export function createVersion(
  database: Database,
  projectId: string,
  version: Commit & { ref: string; deploy: string },
): Promise<number> {
  return database.transaction().execute(async (transaction) => {
    const { next } = await transaction
      .updateTable('projects')
      .set((expression) => ({ next_version: expression('next_version', '+', 1) }))
      .where('id', '=', projectId)
      .returning('next_version as next')
      .executeTakeFirstOrThrow()
    const number = next - 1
    await transaction
      .insertInto('versions')
      .values({
        project_id: projectId,
        number,
        ref: version.ref,
        commit: version.commit,
        author: version.author,
        message: version.message,
        committed_at: version.committedAt,
        state: 'building',
        model_sealed: null,
        images: '[]',
        outline: JSON.stringify({ services: [], routes: [], ports: [] } satisfies Outline),
        last_environment: null,
        last_deploy: version.deploy,
      })
      .execute()
    await transaction
      .updateTable('deploys')
      .set({ version: number })
      .where('id', '=', version.deploy)
      .execute()
    return number
  })
}

const purpose = (projectId: string, number: number) => `model ${projectId} v${number}`

/** The version is built: from here on it can be turned on anywhere, unchanged. */
export const recordBuilt = (
  database: Database,
  sealing: Sealing,
  version: { projectId: string; number: number; model: string; images: StoredImage[]; outline: Outline },
) =>
  database
    .updateTable('versions')
    .set({
      state: 'ready',
      model_sealed: sealing.seal(version.model, purpose(version.projectId, version.number)),
      images: JSON.stringify(version.images),
      outline: JSON.stringify(version.outline),
    })
    .where('project_id', '=', version.projectId)
    .where('number', '=', version.number)
    .execute()

/** The rendered Compose model as canonical JSON; undefined when the version was never built. */
export async function readModel(
  database: Database,
  sealing: Sealing,
  projectId: string,
  number: number,
): Promise<string | undefined> {
  const row = await database
    .selectFrom('versions')
    .select('model_sealed')
    .where('project_id', '=', projectId)
    .where('number', '=', number)
    .executeTakeFirst()
  return row?.model_sealed ? sealing.open(row.model_sealed, purpose(projectId, number)) : undefined
}

export const changeVersion = (
  database: Database,
  projectId: string,
  number: number,
  changes: Partial<Pick<VersionRow, 'state' | 'last_environment' | 'last_deploy'>> & { images?: string },
) =>
  database
    .updateTable('versions')
    .set(changes)
    .where('project_id', '=', projectId)
    .where('number', '=', number)
    .execute()

export const removeVersion = (database: Database, projectId: string, number: number) =>
  database.deleteFrom('versions').where('project_id', '=', projectId).where('number', '=', number).execute()

/** Ids of images that other versions of this installation use; one that was cleaned uses none. */
export async function imagesOfOthers(
  database: Database,
  except: { projectId: string; number?: number },
): Promise<Set<string>> {
  const rows = await database
    .selectFrom('versions')
    .select(['project_id', 'number', 'images'])
    .where('state', '!=', 'cleaned')
    .execute()
  const others = rows.filter(
    (row) =>
      row.project_id !== except.projectId || (except.number !== undefined && row.number !== except.number),
  )
  return new Set(others.flatMap((row) => row.images.map((image) => image.id)))
}

/** For a source that has no commits: the hash of its content. */
export const setCommit = (database: Database, projectId: string, number: number, commit: string) =>
  database
    .updateTable('versions')
    .set({ commit })
    .where('project_id', '=', projectId)
    .where('number', '=', number)
    .execute()
