import type { Filters } from './containers.ts'
import type { Docker } from './docker.ts'
import type { VolumeInfo, VolumeRequest } from './types.ts'

type Cancel = { signal?: AbortSignal | undefined }

export async function listVolumes(
  docker: Docker,
  { filters, signal }: Cancel & { filters?: Filters } = {},
): Promise<VolumeInfo[]> {
  const answer: { Volumes: VolumeInfo[] | null } = await docker.json('GET', '/volumes', {
    query: { filters: filters && JSON.stringify(filters) },
    signal,
  })
  return answer.Volumes ?? []
}

export const inspectVolume = (docker: Docker, name: string, { signal }: Cancel = {}): Promise<VolumeInfo> =>
  docker.json('GET', `/volumes/${encodeURIComponent(name)}`, { signal })

export const createVolume = (
  docker: Docker,
  body: VolumeRequest,
  { signal }: Cancel = {},
): Promise<VolumeInfo> => docker.json('POST', '/volumes/create', { body, signal })

export const removeVolume = (
  docker: Docker,
  name: string,
  { force, signal }: Cancel & { force?: boolean } = {},
): Promise<void> =>
  docker.json('DELETE', `/volumes/${encodeURIComponent(name)}`, { query: { force }, signal })
