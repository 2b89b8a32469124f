import { hostname } from 'node:os'
import { Queue } from 'bullmq'
import { environmentOrExit } from '../service/environment.ts'
import { type Job, QUEUE } from '../service/record.ts'
import { Store } from '../service/store.ts'
import { buildApp } from './app.ts'

const { port, redis, logLevel } = environmentOrExit(5050)
const store = new Store(redis, 'fails')
const queue = new Queue<Job>(QUEUE, {
  connection: { ...redis, maxRetriesPerRequest: 1, enableOfflineQueue: false, commandTimeout: 3000 },
})
queue.on('error', () => {})

const app = await buildApp(
  store,
  // Named after the allocation: submitted twice, it is there once.
  (id) => queue.add('allocate', { id }, { jobId: id }),
  async (id) => {
    const job = await queue.getJob(id)
    if (!job || !(await job.isWaiting())) return false
    return job.remove().then(
      () => true,
      () => false,
    )
  },
  hostname(),
  logLevel,
)
for (const signal of ['SIGTERM', 'SIGINT'] as const)
  process.once(signal, async () => {
    await app.close()
    store.close()
    process.exit(0)
  })
await app.listen({ host: '::', port })
