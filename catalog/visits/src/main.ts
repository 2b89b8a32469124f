import { hostname } from 'node:os'
import { buildApp } from './app.ts'
import { RedisCounter } from './counter.ts'
import { readSettings, type Settings } from './settings.ts'

const settings = settingsOrExit()
const counter = new RedisCounter(settings.redis)
// In a container the host name is the start of its id: every replica has its own.
const app = await buildApp(counter, hostname(), settings.logLevel)

for (const signal of ['SIGTERM', 'SIGINT'] as const)
  process.once(signal, async () => {
    await app.close()
    counter.close()
  })

await app.listen({ host: '::', port: settings.port })

function settingsOrExit(): Settings {
  try {
    return readSettings(process.env)
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    process.exit(1)
  }
}
