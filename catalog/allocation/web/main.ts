import { hostname } from 'node:os'
import { fileURLToPath } from 'node:url'
import { environmentOrExit } from '../service/environment.ts'
import { buildWeb } from './app.ts'

const { port } = environmentOrExit(8080)
const app = await buildWeb(
  fileURLToPath(new URL('../frontend/dist', import.meta.url)),
  process.env.API_URL || 'http://api:5050',
  hostname(),
)
for (const signal of ['SIGTERM', 'SIGINT'] as const)
  process.once(signal, async () => {
    await app.close()
    process.exit(0)
  })
await app.listen({ host: '::', port })
