import { rm } from 'node:fs/promises'
import { ProjectName } from '@keelson/protocol'
import {
  changeEnvironment,
  type EnvironmentRow,
  findEnvironment,
  listEnvironments,
  removeEnvironment,
} from '../environments/store.ts'
import { Refusal } from '../http/refusal.ts'
import * as projects from '../projects/store.ts'
import { listVariables } from '../variables/store.ts'
import { variablesFor } from '../variables/variables.ts'
import { type Model, pinImages } from '../versions/model.ts'
import { outlineOf } from '../versions/outline.ts'
import { usualDrainMs } from '../versions/service-wishes.ts'
import * as versions from '../versions/store.ts'
import { canaryFirst, previewsOf } from './rules.ts'
import { build } from './stages/build.ts'
import { discardFailed, Paused, place, turnOn } from './stages/deliver.ts'
import { fetch } from './stages/fetch.ts'
import { loadModel } from './stages/load.ts'
import { removeCheckout, removeImages, takeDown, untagVersion } from './stages/remove.ts'
import { restore } from './stages/restore.ts'
import { isFinal, type Work } from './stages/work.ts'

/** Fetch, build, record, turn on. */
export async function deployRef(work: Work): Promise<void> {
  const name = work.deploy.environment ?? 'production'
  let version: versions.VersionRow | undefined
  const environment = await place(work, name)
  try {
    version = await built(work, environment.compose_project, name)
    await turnOn(work, version.number, environment)
  } catch (error) {
    // A server that stops, or loses its database, goes on later with what is there.
    if (!isFinal(work, error)) throw error
    const number = (version ?? (await recorded(work)))?.number
    if (number !== undefined && !(error instanceof Paused)) await discardFailed(work, number)
    await settleFailed(work, name)
    throw error
  }
}

/** The version of this operation, built; one that an earlier run built already is taken as it is. */
async function built(work: Work, composeProject: string, environment: string): Promise<versions.VersionRow> {
  const { database, sealing, project, log } = work
  const earlier = await recorded(work)
  if (earlier?.state === 'ready') return earlier
  const version = await log.stage('fetch', () => fetch(work))
  const variables = variablesFor(await listVariables(database, sealing, project.id), environment)
  const model = await log.stage('load', async () =>
    loadModel(work, version.number, composeProject, variables),
  )
  await log.stage('build', async () => {
    const images = await build(work, model.project, version.number, variables)
    const ids = new Map(images.map(({ service, id }) => [service, id]))
    const pinned: Model = { ...model, project: pinImages(model.project, ids) }
    const names = new Map(images.map(({ service, image }) => [service, image]))
    const outline = outlineOf(model.project)
    await versions.recordBuilt(database, sealing, {
      projectId: project.id,
      number: version.number,
      model: JSON.stringify(pinned),
      images,
      outline: {
        ...outline,
        services: outline.services.map((one) => ({ ...one, image: names.get(one.name) ?? one.image })),
      },
    })
  })
  return { ...version, state: 'ready' }
}

async function recorded({ database, deploy, project }: Work): Promise<versions.VersionRow | undefined> {
  const number = (await findVersionOf(database, deploy.id)) ?? deploy.version
  return number === null ? undefined : versions.findVersion(database, project.id, number)
}

const findVersionOf = async (database: Work['database'], id: string): Promise<number | null> =>
  (await database.selectFrom('deploys').select('version').where('id', '=', id).executeTakeFirst())?.version ??
  null

/** Same images, same model, same variables, no build; unless its images were cleaned up. */
export async function turnOnVersion(work: Work): Promise<void> {
  const { deploy, database, project } = work
  const name = deploy.environment ?? 'production'
  if (deploy.version === null) throw new Refusal('wrong-state')
  await versions.changeVersion(database, project.id, deploy.version, { last_deploy: deploy.id })
  try {
    const environment = await place(work, name)
    await restore(work, deploy.version, environment)
    await turnOn(work, deploy.version, environment)
  } catch (error) {
    if (isFinal(work, error)) await settleFailed(work, name)
    throw error
  }
}

/** Another number of replicas of what is on; where nothing is on, it is remembered. A failure keeps the old number. */
export async function scaleService(work: Work): Promise<void> {
  const { database, deploy, project } = work
  const environment = await findEnvironment(database, project.id, deploy.environment ?? 'production')
  if (!environment || !deploy.scale) throw new Refusal('not-found', { detail: 'The environment is gone.' })
  if (environment.canary) throw new Refusal('wrong-state', { detail: canaryFirst(environment) })
  const { [deploy.scale.service]: _, ...others } = environment.scale
  const { service, replicas } = deploy.scale
  const scale = replicas === null ? others : { ...others, [service]: replicas }
  if (environment.version === null) await changeEnvironment(database, environment, { scale })
  else await turnOn(work, environment.version, environment, { scale })
}

/** Visitors first learn that it is off, then containers and networks go; volumes stay. */
export async function turnOffVersion(work: Work): Promise<void> {
  const { database, deploy, project } = work
  const environments = (await listEnvironments(database, project.id)).filter(
    ({ name, version, last_version: last }) =>
      (deploy.environment === null || name === deploy.environment) &&
      (version === deploy.version || (version === null && last === deploy.version)),
  )
  if (deploy.version !== null)
    await versions.changeVersion(database, project.id, deploy.version, { last_deploy: deploy.id })
  await work.log.stage('stop', async () => {
    for (const environment of environments) {
      await goOff(work, environment)
    }
  })
}

/** How long what is open may be waited for without a word. */
const silentMs = 1000

/** Visitors learn that it is off while what they began is finished; then it goes. */
async function goOff(work: Work, environment: EnvironmentRow): Promise<void> {
  const { database, observed, router, signal, log } = work
  const off = { version: null, failed: false, ports: [], canary: null }
  const serving = observed.of(environment.compose_project).map(({ id }) => id)
  const change = async () => void (await changeEnvironment(database, environment, off))
  const open = `${environment.name} gets no new requests; what is open there has up to ${usualDrainMs / 1000} seconds to end.`
  const telling = setTimeout(() => log.log('stop', 'keelson', open), silentMs)
  try {
    await router.traffic.leaveWith(change, serving, usualDrainMs, signal)
  } finally {
    clearTimeout(telling)
  }
  await takeDown(work, environment.compose_project, { volumes: false })
}

/** Containers, networks, checkout, images that nothing else uses, and the volumes of its previews. */
export async function deleteVersion(work: Work): Promise<void> {
  const { database, deploy, project, log } = work
  const version = await versions.findVersion(database, project.id, deploy.version ?? 0)
  if (!version) return
  await versions.changeVersion(database, project.id, version.number, {
    state: 'deleting',
    last_deploy: deploy.id,
  })
  const environments = await listEnvironments(database, project.id)
  const previews = previewsOf(version.number, environments)
  await log.stage('stop', async () => {
    for (const environment of environments.filter((one) => one.version === version.number)) {
      await goOff(work, environment)
    }
  })
  await log.stage('remove', async () => {
    for (const preview of previews) {
      await takeDown(work, preview.compose_project, { volumes: true })
      await removeEnvironment(database, preview)
    }
    await removeImages(work, version)
    await removeCheckout(work, version.number)
    await versions.removeVersion(database, project.id, version.number)
    await work.router.route(work.signal)
  })
}

/** Everything: also production's volumes, the mirror and every record but the log of this operation. */
export async function deleteProject(work: Work): Promise<void> {
  const { database, project, log, places } = work
  const environments = await listEnvironments(database, project.id)
  try {
    await log.stage('stop', async () => {
      for (const environment of environments) {
        await changeEnvironment(database, environment, { version: null, last_version: null, ports: [] })
      }
      await work.router.route(work.signal)
      for (const environment of environments)
        await takeDown(work, environment.compose_project, { volumes: true })
    })
    await log.stage('remove', async () => {
      for (const version of await versions.listVersions(database, project.id)) {
        await removeImages(work, version)
        await untagVersion(work, version.number)
        await versions.removeVersion(database, project.id, version.number)
      }
      await rm(places.project(project.name), { recursive: true, force: true })
      await rm(places.mirror(project.name), { recursive: true, force: true })
    })
  } catch (error) {
    await projects.setDeleting(database, project.id, false)
    throw error
  }
  await projects.removeProject(database, project.id)
  await work.router.route(work.signal)
  work.announce.projectDeleted(ProjectName.parse(project.name))
}

/** A place that was never anything is forgotten; any other remembers that its last operation failed. */
async function settleFailed(work: Work, name: string): Promise<void> {
  const environment = await findEnvironment(work.database, work.project.id, name)
  if (!environment) return
  if (environment.version === null && environment.last_version === null && name !== 'production') {
    await removeEnvironment(work.database, environment)
  } else await changeEnvironment(work.database, environment, { failed: environment.version === null })
}
