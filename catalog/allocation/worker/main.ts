import { writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { Worker } from 'bullmq'
import { environmentOrExit } from '../service/environment.ts'
import { type Job, QUEUE } from '../service/record.ts'
import { Store } from '../service/store.ts'
import { work } from './work.ts'

const { redis } = environmentOrExit(5050)
const store = new Store(redis, 'waits')

const worker = new Worker<Job>(QUEUE, (job) => work(store, job.data.id, hostname()), {
  connection: { ...redis, maxRetriesPerRequest: null },
  concurrency: 1,
  // A worker that was killed is noticed after so long; another takes over what it had.
  lockDuration: 6000,
  stalledInterval: 3000,
  maxStalledCount: 100,
  removeOnComplete: { count: 1000 },
  removeOnFail: { count: 1000 },
})
worker.on('error', (error) => console.error(error.message))
worker.on('failed', (job, error) => console.error(`${job?.data.id}: ${error.message}`))

// A worker has no port; the health check in compose.yaml looks how old this sign is.
const sign = '/tmp/worker-alive'
setInterval(() => writeFileSync(sign, ''), 2000)
writeFileSync(sign, '')

// What it has goes to another worker by itself; waiting for it would only hold up a restart.
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => process.exit(0))
