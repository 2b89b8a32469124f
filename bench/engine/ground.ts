import { readFileSync } from 'node:fs'
import {
  type Docker,
  importImage,
  LABEL,
  listContainers,
  listImages,
  listNetworks,
  removeContainer,
  removeImage,
  removeNetwork,
} from '@keelson/engine'
import { TAR_END, tarHeader, tarPadding } from '../../packages/engine/src/build/tar.ts'

/** What a run stands on. Everything that it makes on the engine carries `id` in its name. */
export type Ground = { docker: Docker; id: string; image: string }

/** One image with nothing in it but a shell that sleeps. */
export async function prepare(docker: Docker, id: string): Promise<Ground> {
  await importImage(docker, shell(), {
    repo: `keelson-${id}`,
    tag: '1',
    changes: ['CMD ["busybox","sleep","1000"]'],
  })
  return { docker, id, image: `keelson-${id}:1` }
}

function shell(): Buffer {
  const data = readFileSync('/bin/busybox')
  const header = tarHeader({ path: 'bin/busybox', kind: 'file', mode: 0o755, size: data.length, mtime: 0 })
  const folder = tarHeader({ path: 'bin', kind: 'folder', mode: 0o755, size: 0, mtime: 0 })
  return Buffer.concat([folder, header, data, tarPadding(data.length), TAR_END])
}

/** Everything that a round may have left, by the names that carry this run's id. */
export async function removeAll({ docker, id, image }: Ground): Promise<void> {
  const left = await listContainers(docker, { all: true, filters: { name: [id] } })
  await Promise.all(left.map(({ Id }) => removeContainer(docker, Id, { force: true })))
  for (const { Id, Name } of await listNetworks(docker)) {
    // One that the engine does not let go of stays until the engine restarts.
    if (Name.startsWith(id)) await removeNetwork(docker, Id).catch(() => {})
  }
  const built = (await listImages(docker)).filter(({ Labels }) => Labels?.[LABEL.project]?.startsWith(id))
  for (const name of [...built.map(({ Id }) => Id), image]) await removeImage(docker, name, { force: true })
}
