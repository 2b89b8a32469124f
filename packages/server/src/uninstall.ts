import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import {
  connect,
  type Docker,
  DockerError,
  isConflict,
  isNotFound,
  listContainers,
  listImages,
  listNetworks,
  listVolumes,
  removeContainer,
  removeImage,
  removeNetwork,
  removeVolume,
} from '@keelson/engine'
import { removeBaseImages } from '@keelson/images'
import { holdFolder, installationId } from './system/identity.ts'
import { readSettings } from './system/settings.ts'

/**
 * Removes everything of the installation on a data folder: containers, networks, volumes and images that carry its
 * label, then the folder; base images if no other installation is left and they are not to be kept (projects that run
 * without a server use them too). Nothing else is touched.
 * @throws Error when its server is still running, or the engine is away
 */
export async function uninstall(
  home: string,
  docker: Docker,
  say: (line: string) => void,
  { keepBaseImages = false } = {},
): Promise<void> {
  if (!existsSync(join(home, 'installation'))) return say(`There is no Keelson in ${home}.`)
  const id = installationId(home)
  const lock = await holdFolder(home, id).catch((error) => {
    throw new Error(`${error.message} Stop it first.`)
  })
  const filters = { label: [`io.keelson.installation=${id}`] }
  const containers = await listContainers(docker, { all: true, filters })
  await Promise.all(
    containers.map(({ Id }) => gone(removeContainer(docker, Id, { force: true, volumes: true }))),
  )
  say(`removed containers: ${containers.length}`)
  const networks = await listNetworks(docker, { filters })
  const left = await Promise.all(networks.map(({ Id, Name }) => networkGone(docker, Id, Name)))
  say(`removed networks: ${networks.length - left.flat().length}`)
  for (const name of left.flat())
    say(
      `removed everything from network ${name}; the engine lets go of it when it restarts: docker network rm ${name}`,
    )
  const volumes = await listVolumes(docker, { filters })
  await Promise.all(volumes.map(({ Name }) => gone(removeVolume(docker, Name))))
  say(`removed volumes: ${volumes.length}`)
  const images = await listImages(docker, { filters })
  for (const { Id, RepoTags } of images) {
    const names = RepoTags?.length ? RepoTags : [Id]
    for (const name of names) await gone(removeImage(docker, name))
  }
  say(`removed images: ${images.length}`)
  rmSync(home, { recursive: true, force: true })
  say(`removed ${home}`)
  const bases = keepBaseImages ? [] : await removeBaseImages(docker)
  if (bases.length) say(`removed base images: ${bases.join(', ')}`)
  lock.close()
}

async function gone(removal: Promise<unknown>): Promise<void> {
  try {
    await removal
  } catch (error) {
    if (!isNotFound(error) && !isConflict(error)) throw error
  }
}

/** Milliseconds that the engine may take to close the last endpoints of a network, and between two attempts. */
const closingMs = 5_000
const pauseMs = 100

/** Removes a network. Gives its name where it stays: engines before 25 sometimes never let go of an endpoint. */
async function networkGone(docker: Docker, id: string, name: string): Promise<string[]> {
  for (const deadline = Date.now() + closingMs; ; await pause(pauseMs)) {
    try {
      await gone(removeNetwork(docker, id))
      return []
    } catch (error) {
      const isInUse = error instanceof DockerError && error.status === 403
      if (!isInUse) throw error
      if (Date.now() > deadline) return [name]
    }
  }
}

async function main(): Promise<void> {
  const { home } = readSettings({ KEELSON_HOME: process.env.KEELSON_HOME })
  if (!process.argv.includes('--yes')) {
    console.error(
      `This removes everything that Keelson made, with all data: ${home}. Say --yes if that is meant; ` +
        '--keep-base-images leaves keelson/node and the like.',
    )
    process.exit(2)
  }
  const docker = connect()
  await uninstall(home, docker, (line) => console.log(line), {
    keepBaseImages: process.argv.includes('--keep-base-images'),
  })
  docker.close()
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  main().catch((error) => {
    console.error(error instanceof Error ? error.message : error)
    process.exit(1)
  })
}
