// Solves boards from the queue. Any number of these may run, and be killed, at the same time.
import { Worker } from 'bullmq'
import { environmentOrExit } from '../service/environment.ts'
import { cancelChannel, type NumbersJob, type NumbersResult, queueName } from '../service/jobs.ts'
import { connect, patient } from '../service/redis.ts'
import { showAlive } from './alive.ts'
import { solveJob } from './solve-job.ts'

const { redis } = environmentOrExit()
const worker = new Worker<NumbersJob, NumbersResult>(
  queueName,
  (job, _token, signal) => solveJob(job, signal),
  {
    connection: patient(redis),
    // A job of a worker that died is taken up by another one after some three seconds.
    lockDuration: 3000,
    stalledInterval: 1500,
    maxStalledCount: 3,
  },
)
worker.on('error', (error) => console.error(error.message))
worker.on('failed', (job, error) => console.error(`${job?.id}: ${error.message}`))

const orders = connect(patient(redis))
orders.subscribe(cancelChannel).catch(() => {})
orders.on('message', (_channel, id) => worker.cancelJob(id))

showAlive()
const sign = setInterval(showAlive, 3000)
for (const signal of ['SIGTERM', 'SIGINT'] as const)
  process.once(signal, async () => {
    clearInterval(sign)
    await worker.close()
    orders.disconnect()
    process.exit(0)
  })
