import { setTimeout } from 'node:timers/promises'
import type { Docker } from './docker.ts'
import { DockerError } from './error.ts'
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

/** How long (milliseconds) somebody else's measuring is waited for, and how often it is looked. */
const PATIENCE = 60_000
const PAUSE = 250

/**
 * Measures everything on the engine, volumes too: it takes as long as reading through them. Engines before 23 measure
 * for one at a time and refuse the others, who then wait.
 * @throws DockerError when another's measuring takes longer than a minute.
 */
export async function engineUsage(docker: Docker, { signal }: Cancel = {}): Promise<EngineUsage> {
  for (const end = performance.now() + PATIENCE; ; ) {
    try {
      return await docker.json('GET', '/system/df', { signal })
    } catch (error) {
      const busy =
        error instanceof DockerError && /disk usage operation is already running/.test(error.message)
      if (!busy || performance.now() > end) throw error
      await setTimeout(PAUSE, undefined, { signal })
    }
  }
}

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
