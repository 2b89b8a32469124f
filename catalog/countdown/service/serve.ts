import type { FastifyInstance } from 'fastify'

/** Listens until SIGTERM or SIGINT, then answers what is open. */
export async function serve(app: FastifyInstance, port: number): Promise<void> {
  for (const signal of ['SIGTERM', 'SIGINT'] as const)
    process.once(signal, async () => {
      await app.close()
      process.exit(0)
    })
  await app.listen({ host: '::', port })
}
