import { listContainers } from './docker/containers.ts'
import type { Docker } from './docker/docker.ts'
import { listNetworks } from './docker/networks.ts'
import { listVolumes } from './docker/volumes.ts'
import { LABEL } from './labels.ts'
import { type Observed, type ObservedContainer, readContainer, readNetwork, readVolume } from './observed.ts'

type Cancel = { signal?: AbortSignal | undefined }

/**
 * What the engine holds of a project: three calls, however many containers there are; two where volumes do not matter.
 * @throws DockerError when the engine cannot be reached.
 */
export async function observe(
  docker: Docker,
  project: string,
  { signal, volumes: withVolumes = true }: Cancel & { volumes?: boolean } = {},
): Promise<Observed> {
  const [containers, networks, volumes] = await Promise.all([
    observeContainers(docker, project, { signal }),
    listNetworks(docker, { signal }),
    withVolumes ? listVolumes(docker, { signal }) : [],
  ])
  return { project, containers, networks: networks.map(readNetwork), volumes: volumes.map(readVolume) }
}

/** The containers of a project, one-offs and stopped ones included, by service and number. One call. */
export async function observeContainers(
  docker: Docker,
  project: string,
  { signal }: Cancel = {},
): Promise<ObservedContainer[]> {
  const filters = { label: [`${LABEL.project}=${project}`] }
  const list = await listContainers(docker, { all: true, filters, signal })
  return list
    .filter((summary) => LABEL.hash in summary.Labels && summary.State !== 'removing')
    .map(readContainer)
    .sort((a, b) => compareText(a.service, b.service) || a.number - b.number || compareText(a.name, b.name))
}

const compareText = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)
