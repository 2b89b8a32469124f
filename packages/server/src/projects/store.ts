import { randomUUID } from 'node:crypto'
import type { Selectable } from 'kysely'
import type { Sealing } from '../keys/sealing.ts'
import type { KeyPair } from '../keys/ssh-key.ts'
import type { Database } from '../storage/database.ts'
import type { Tables } from '../storage/tables.ts'

export type ProjectRow = Selectable<Tables['projects']>
export type Settings = {
  source:
    | { kind: 'git'; url: string; token?: string | undefined }
    | { kind: 'catalog'; app: string }
    | { kind: 'compose'; text: string }
  path: string
  files: string[]
  profiles: string[]
  defaultRef: string | null
  trusted: boolean
}

export const findProject = (database: Database, name: string): Promise<ProjectRow | undefined> =>
  database.selectFrom('projects').selectAll().where('name', '=', name).executeTakeFirst()

export const projectById = (database: Database, id: string): Promise<ProjectRow | undefined> =>
  database.selectFrom('projects').selectAll().where('id', '=', id).executeTakeFirst()

export const listProjects = (database: Database): Promise<ProjectRow[]> =>
  database.selectFrom('projects').selectAll().orderBy('name').execute()

/** Gives undefined when the name is taken. */
export function insertProject(
  database: Database,
  sealing: Sealing,
  project: Settings & { name: string; ownKey: KeyPair | undefined },
): Promise<ProjectRow | undefined> {
  const id = randomUUID()
  return database
    .insertInto('projects')
    .values({
      id,
      name: project.name,
      ...sourceColumns(sealing, id, project.source),
      path: project.path,
      files: JSON.stringify(project.files),
      profiles: JSON.stringify(project.profiles),
      default_ref: project.defaultRef,
      trusted: project.trusted,
      public_key: project.ownKey?.publicKey ?? null,
      private_key_sealed: project.ownKey ? sealing.seal(project.ownKey.privateKey, `ssh-key ${id}`) : null,
    })
    .onConflict((conflict) => conflict.column('name').doNothing())
    .returningAll()
    .executeTakeFirst()
}

export function updateProject(
  database: Database,
  sealing: Sealing,
  project: ProjectRow,
  changes: { [K in keyof Settings]?: Settings[K] | undefined },
): Promise<ProjectRow> {
  const { source, path, files, profiles, defaultRef, trusted } = changes
  return database
    .updateTable('projects')
    .set({
      name: project.name,
      ...(source && sourceColumns(sealing, project.id, source, project.token_sealed)),
      ...(path !== undefined && { path }),
      ...(files && { files: JSON.stringify(files) }),
      ...(profiles && { profiles: JSON.stringify(profiles) }),
      ...(defaultRef !== undefined && { default_ref: defaultRef }),
      ...(trusted !== undefined && { trusted }),
    })
    .where('id', '=', project.id)
    .returningAll()
    .executeTakeFirstOrThrow()
}

function sourceColumns(
  sealing: Sealing,
  id: string,
  source: Settings['source'],
  token: Buffer | null = null,
) {
  if (source.kind === 'catalog') return { source_kind: source.kind, source: source.app, token_sealed: null }
  if (source.kind === 'compose') return { source_kind: source.kind, source: source.text, token_sealed: null }
  const sealed = source.token ? sealing.seal(source.token, `git-token ${id}`) : token
  return { source_kind: source.kind, source: source.url, token_sealed: sealed }
}

/** What to show a remote: the project's own key or the installation's, and its token. */
export function credentials(sealing: Sealing, project: ProjectRow, installationKey: KeyPair) {
  const own = project.private_key_sealed && project.public_key
  const { next_public_key: next, next_private_key_sealed: sealed } = project
  return {
    url: project.source,
    token: project.token_sealed ? sealing.open(project.token_sealed, `git-token ${project.id}`) : undefined,
    key:
      own && project.private_key_sealed
        ? { publicKey: own, privateKey: sealing.open(project.private_key_sealed, `ssh-key ${project.id}`) }
        : installationKey,
    nextKey:
      next && sealed
        ? { publicKey: next, privateKey: sealing.open(sealed, nextKeyPurpose(project.id)) }
        : undefined,
  }
}

const nextKeyPurpose = (id: string) => `next-ssh-key ${id}`

/** The key that will take the place of the present one; null throws it away. */
export const setNextKey = (
  database: Database,
  sealing: Sealing,
  { id }: Pick<ProjectRow, 'id'>,
  key: KeyPair | null,
): Promise<ProjectRow> =>
  database
    .updateTable('projects')
    .set({
      next_public_key: key?.publicKey ?? null,
      next_private_key_sealed: key && sealing.seal(key.privateKey, nextKeyPurpose(id)),
    })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow()

/** The next key is the project's own from now on. */
export const useNextKey = (
  database: Database,
  sealing: Sealing,
  { id }: Pick<ProjectRow, 'id'>,
  key: KeyPair,
): Promise<ProjectRow> =>
  database
    .updateTable('projects')
    .set({
      public_key: key.publicKey,
      private_key_sealed: sealing.seal(key.privateKey, `ssh-key ${id}`),
      next_public_key: null,
      next_private_key_sealed: null,
      key_changed_at: new Date(),
    })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow()

export const setDeleting = (database: Database, id: string, deleting: boolean) =>
  database.updateTable('projects').set({ deleting }).where('id', '=', id).execute()

export const removeProject = (database: Database, id: string) =>
  database.deleteFrom('projects').where('id', '=', id).execute()
