import { Refusal } from '../http/refusal.ts'
import type { Database } from '../storage/database.ts'
import { findProject, type ProjectRow } from './store.ts'

export async function requireProject(database: Database, name: string): Promise<ProjectRow> {
  const project = await findProject(database, name)
  if (!project) throw new Refusal('not-found', { detail: `There is no project "${name}".` })
  return project
}

/** For what changes something: not while the project is being deleted. */
export async function requireLivingProject(database: Database, name: string): Promise<ProjectRow> {
  const project = await requireProject(database, name)
  if (project.deleting)
    throw new Refusal('being-deleted', { detail: `The project "${name}" is being deleted.` })
  return project
}
