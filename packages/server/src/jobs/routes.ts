import { showCleanupJob } from '../cleanup/show.ts'
import { listCleanups } from '../cleanup/store.ts'
import type { Context } from '../context.ts'
import { showDeploy } from '../deploys/show.ts'
import { recentDeploys, unfinishedDeploys } from '../deploys/store.ts'
import type { Handlers } from '../http/serve.ts'
import { perMinute } from './minutes.ts'
import type { Jobs } from './queue.ts'

const hourMs = 3_600_000
const shownEnded = 50

export function jobRoutes({ database, jobs }: Context & { jobs: Jobs }): Pick<Handlers, 'jobs'> {
  return {
    jobs: async () => {
      const now = new Date()
      const [open, ended, cleanups] = await Promise.all([
        unfinishedDeploys(database),
        recentDeploys(database, { since: new Date(now.getTime() - hourMs), atLeast: shownEnded }),
        listCleanups(database),
      ])
      const running = open.filter(({ state }) => state === 'running')
      return {
        workers: [
          {
            process: process.pid,
            startedAt: new Date(now.getTime() - process.uptime() * 1000).toISOString(),
            places: jobs.places,
            busy: running.length,
            memoryBytes: process.memoryUsage.rss(),
          },
        ],
        queued: open.filter(({ state }) => state === 'queued').map(showDeploy),
        running: running.map(showDeploy),
        ended: ended.slice(0, shownEnded).map(showDeploy),
        cleanups: cleanups.map(showCleanupJob),
        minutes: perMinute([...open, ...ended], now),
      }
    },
  }
}
