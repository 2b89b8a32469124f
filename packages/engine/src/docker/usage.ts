import type { Docker } from './docker.ts'
import type { ImageSummary, VolumeInfo } from './types.ts'

type Cancel = { signal?: AbortSignal | undefined }

/** What the engine holds and how large it is, in bytes; -1 where it does not know. */
export type EngineUsage = {
  /** `SharedSize`: of its layers, what other images have too. */
  Images: (ImageSummary & { SharedSize: number; Containers: number })[] | null
  Containers: { Id: string; SizeRw?: number }[] | null
  /** `RefCount`: containers that mount it. */
  Volumes: (VolumeInfo & { UsageData?: { Size: number; RefCount: number } | null })[] | null
  BuildCache:
    | { ID: string; Size: number; InUse: boolean; Shared: boolean; LastUsedAt?: string | null }[]
    | null
}

/** Measures everything on the engine, volumes too: it takes as long as reading through them. */
export const engineUsage = (docker: Docker, { signal }: Cancel = {}): Promise<EngineUsage> =>
  docker.json('GET', '/system/df', { signal })

/** Removes build cache that nothing used for `unusedHours`; gives the bytes that became free. */
export async function pruneBuildCache(
  docker: Docker,
  { unusedHours, signal }: Cancel & { unusedHours: number },
): Promise<number> {
  const answer: { SpaceReclaimed?: number } = await docker.json('POST', '/build/prune', {
    query: { all: true, filters: JSON.stringify({ until: [`${unusedHours}h`] }) },
    signal,
  })
  return answer.SpaceReclaimed ?? 0
}
