// Makes this machine ready, then returns: `node scripts/setup.mjs start|test|bench|compare|engine`.
// Runs on any Node from 18 on and imports nothing that has to be installed first.
import { run } from './setup/run.mjs'
import { log, seconds } from './setup/say.mjs'
import { stepsFor } from './setup/steps.mjs'

const purpose = process.argv[2] ?? 'start'
const began = performance.now()

/** Steps whose `after` are done run side by side; each is asked first whether there is anything to do. */
async function settle(steps) {
  const running = new Map()
  for (const step of steps) {
    const waits = (step.after ?? []).map((name) => running.get(name)).filter(Boolean)
    running.set(
      step.name,
      Promise.all(waits).then(() => take(step)),
    )
  }
  const results = await Promise.allSettled(running.values())
  const failed = results.find((result) => result.status === 'rejected')
  if (failed) throw failed.reason
}

async function take(step) {
  const missing = await step.missing()
  if (!missing) return
  const start = performance.now()
  log(`${step.name}: ${missing}`)
  await step.make(run)
  log(`${step.name}: done (${seconds(start)})`)
}

try {
  await settle(stepsFor(purpose))
  log(`ready to go (${seconds(began)})`)
} catch (error) {
  log(error instanceof Error ? error.message : String(error))
  process.exit(1)
}
