import { buildApp } from './app.ts'
import { readEnvironment } from './environment.ts'

try {
  const environment = readEnvironment(process.env)
  const app = await buildApp(environment)
  for (const signal of ['SIGTERM', 'SIGINT'] as const)
    process.once(signal, () => {
      // Nobody new from here on: whoever tries is sent to another replica by the balancer.
      app.server.close()
      void app.close().then(() => process.exit(0))
    })
  await app.listen({ host: '::', port: environment.port })
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exit(1)
}
