import type { Jobs, QueueMinute } from '@keelson/protocol'
import { cleanupJob } from './cleanup.ts'
import { ago, type World } from './world.ts'

/** The queue of a recorded server: what its deploys say, and an hour of a busy morning. */
export const jobAnswers = {
  jobs: (world: World): Jobs => {
    const all = [...world.deploys.values()].map(({ deploy }) => deploy)
    const running = all.filter(({ state }) => state === 'running')
    return {
      workers: [
        {
          process: 4127,
          startedAt: ago(86_400 * 3),
          places: 6,
          busy: running.length,
          memoryBytes: 104_857_600,
        },
      ],
      queued: all.filter(({ state }) => state === 'queued'),
      running,
      ended: all
        .filter(({ finishedAt }) => finishedAt !== null)
        .toSorted((a, b) => b.createdAt.localeCompare(a.createdAt))
        .slice(0, 50),
      cleanups: world.cleanups.map(cleanupJob),
      minutes: Array.from({ length: 60 }, (_, index) => minute(index)),
    }
  },
}

const minute = (index: number): QueueMinute => {
  const ended = [0, 1, 0, 2, 3, 1, 0, 0, 4, 2][index % 10] ?? 0
  return {
    at: ago((59 - index) * 60),
    ended,
    failed: index % 17 === 4 ? 1 : 0,
    waitedMs: ended === 0 ? null : 120 + 40 * ended,
    tookMs: ended === 0 ? null : 9_000 + 2_500 * ended,
  }
}
