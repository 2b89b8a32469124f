// Carries votes from the queue to the database. Any number of these may run, and be killed, at the same time.
import { setTimeout as pause } from 'node:timers/promises'
import { environmentOrExit } from '../ballot/environment.ts'
import { sort } from '../ballot/vote.ts'
import { showAlive } from './alive.ts'
import { Deliveries } from './queue.ts'
import { Store } from './store.ts'

const RETRY_MS = 500

const { redis, postgres, options, logLevel } = environmentOrExit()
const deliveries = new Deliveries(redis)
const store = new Store(postgres)

let stopping = false
for (const signal of ['SIGTERM', 'SIGINT'] as const)
  process.once(signal, () => {
    stopping = true
  })

let trouble = ''
while (!stopping) {
  showAlive()
  try {
    await store.prepare()
    await deliveries.prepare()
    if (trouble) console.log('Redis and Postgres are back')
    trouble = ''
    while (!stopping) await carry()
  } catch (error) {
    // What was being carried stays in the queue, and is delivered again.
    const now = error instanceof Error ? error.message : String(error)
    if (now !== trouble) console.error(`waiting for Redis and Postgres: ${now}`)
    trouble = now
    if (!stopping) await pause(RETRY_MS)
  }
}
deliveries.close()
await store.close()

/** One delivery: recorded first, settled after. A death in between means recording the same again, which is harmless. */
async function carry(): Promise<void> {
  showAlive()
  const entries = await deliveries.next()
  if (entries.length === 0) return
  const { votes, dead } = sort(entries, options)
  await store.record(votes, dead)
  await deliveries.settle(entries)
  for (const { entry, reason } of dead) console.error(`set aside ${entry}: ${reason}`)
  if (logLevel === 'debug') console.log(`carried ${entries.length} entries: ${votes.length} votes`)
}
