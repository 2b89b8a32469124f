import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { copyApp } from '../../catalog/copy.ts'
import { contact } from '../../git/contact.ts'
import { checkOut, readRefs, resolveRef, updateMirror } from '../../git/repository.ts'
import { Refusal } from '../../http/refusal.ts'
import { credentials } from '../../projects/store.ts'
import * as versions from '../../versions/store.ts'
import type { Work } from './work.ts'

/**
 * Brings the commit into a checkout of its own and records the version that it becomes. An operation that runs
 * again finds its version and checks the same commit out anew.
 */
export async function fetch(work: Work): Promise<versions.VersionRow> {
  const number = await origins[work.project.source_kind](work)
  const version = await versions.findVersion(work.database, work.project.id, number)
  if (!version) throw new Refusal('being-deleted')
  return version
}

async function fromGit(work: Work): Promise<number> {
  const { project, deploy, places, sealing, installation, signal } = work
  const say = (line: string) => work.log.log('fetch', 'git', line)
  return contact(work, credentials(sealing, project, installation.key), signal, async (session) => {
    const mirror = places.mirror(project.name)
    say(`Fetching ${project.source}`)
    await updateMirror(session, mirror, say)
    const known =
      deploy.version === null
        ? undefined
        : await versions.findVersion(work.database, project.id, deploy.version)
    const ref = deploy.ref ?? (await readRefs(session)).defaultBranch
    if (!known && !ref) {
      throw new Refusal('git-unknown-ref', {
        detail: 'The repository is empty: it has no branch yet.',
        field: 'ref',
      })
    }
    const commit = await resolveRef(session, mirror, known?.commit ?? ref ?? '')
    say(`${ref} is ${commit.commit.slice(0, 12)}: ${commit.message}`)
    const number =
      known?.number ??
      (await versions.createVersion(work.database, project.id, {
        ...commit,
        ref: ref ?? '',
        deploy: deploy.id,
      }))
    await checkOut(session, mirror, commit.commit, places.checkout(project.name, number), say)
    return number
  })
}

async function fromCatalog(work: Work): Promise<number> {
  const { project, deploy, places } = work
  const from = join(places.catalog, project.source)
  if (!existsSync(from))
    throw new Refusal('not-found', { detail: `The catalog has no "${project.source}" any more.` })
  const number =
    deploy.version ??
    (await versions.createVersion(work.database, project.id, {
      commit: '',
      author: 'Keelson',
      message: `${project.source} from the catalog`,
      committedAt: null,
      ref: 'catalog',
      deploy: deploy.id,
    }))
  const commit = await copyApp(from, places.checkout(project.name, number))
  await versions.setCommit(work.database, project.id, number, commit)
  work.log.log('fetch', 'catalog', `${project.source} is ${commit.slice(0, 12)}`)
  return number
}

/** The file as it was written on the page; its hash stands where a commit would. */
async function fromText({ project, deploy, places, database, log }: Work): Promise<number> {
  const commit = createHash('sha1').update(project.source).digest('hex')
  const number =
    deploy.version ??
    (await versions.createVersion(database, project.id, {
      commit,
      author: deploy.requested_by,
      message: 'The Compose file as written on the page',
      committedAt: null,
      ref: 'compose',
      deploy: deploy.id,
    }))
  const folder = places.checkout(project.name, number)
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, 'compose.yaml'), project.source)
  log.log('fetch', 'keelson', `The Compose file of the project is ${commit.slice(0, 12)}`)
  return number
}

const origins = { git: fromGit, catalog: fromCatalog, compose: fromText }
