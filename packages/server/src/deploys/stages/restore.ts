import { existsSync } from 'node:fs'
import type { Project } from '@keelson/compose'
import type { EnvironmentRow } from '../../environments/store.ts'
import { Refusal } from '../../http/refusal.ts'
import type { StoredImage } from '../../storage/tables.ts'
import { listVariables } from '../../variables/store.ts'
import { variablesFor } from '../../variables/variables.ts'
import { pinImages } from '../../versions/model.ts'
import { findVersion, recordBuilt } from '../../versions/store.ts'
import { build } from './build.ts'
import { readModel } from './deliver.ts'
import { loadModel } from './load.ts'
import type { Work } from './work.ts'

/**
 * Brings back the images of a version that was cleaned up: built from the checkout that was kept, pulled by digest.
 * How its services are run stays as it was rendered once; only what a build reads from variables is read anew. Any
 * other version is left as it is.
 */
export async function restore(work: Work, number: number, environment: EnvironmentRow): Promise<void> {
  const { database, sealing, project, places, log } = work
  const version = await findVersion(database, project.id, number)
  if (version?.state !== 'cleaned') return
  if (!existsSync(places.checkout(project.name, number))) {
    throw new Refusal('wrong-state', {
      detail: `The images of v${number} were cleaned up, and its files are gone. Deploy ${version.ref} again.`,
    })
  }
  await log.stage('build', async () => {
    log.log('build', 'keelson', `The images of v${number} were cleaned up; they are made again.`)
    const variables = variablesFor(await listVariables(database, sealing, project.id), environment.name)
    const { project: loaded } = loadModel(work, number, environment.compose_project, variables)
    const built = await build(work, wanted(loaded, version.images), number, variables)
    const images = built.map((image) => withName(image, version.images))
    const model = await readModel(work, number)
    const ids = new Map(images.map(({ service, id }) => [service, id]))
    await recordBuilt(database, sealing, {
      projectId: project.id,
      number,
      model: JSON.stringify({ ...model, project: pinImages(model.project, ids) }),
      images,
      outline: version.outline,
    })
  })
}

/** The services that the version has images of; what was pulled is pulled as exactly that. */
function wanted(loaded: Project, images: StoredImage[]): Project {
  const services = images.flatMap(({ service, pull }) => {
    const found = loaded.services[service]
    if (!found) return []
    return [[service, pull === undefined ? found : { ...found, image: pull }] as const]
  })
  return { ...loaded, services: Object.fromEntries(services) }
}

/** It is called as before, whatever it was pulled by. */
const withName = (image: StoredImage, before: StoredImage[]): StoredImage => ({
  ...image,
  image: before.find(({ service }) => service === image.service)?.image ?? image.image,
})
