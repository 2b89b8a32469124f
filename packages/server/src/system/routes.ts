import { engineInfo } from '@keelson/engine'
import type { FastifyInstance, RouteHandlerMethod } from 'fastify'
import { sql } from 'kysely'
import { type PageName, pages } from '../access/authorise.ts'
import type { Balancing } from '../balancing/balancing.ts'
import type { Context } from '../context.ts'
import type { ObservedContainers } from '../environments/observed.ts'
import { docsPage, docsStyle } from '../http/docs-page.ts'
import { openApi } from '../http/openapi.ts'
import { type Gate, guard } from '../http/serve.ts'
import { webPage } from '../http/web-page.ts'
import { metrics } from './metrics.ts'

/** What is served outside /api/v1, each behind its row of the table. */
export function servePages(
  app: FastifyInstance,
  context: Context & { observed: ObservedContainers; balancing: Balancing },
  gate: Gate,
): void {
  const { installation, database, docker } = context
  const handlers: Record<PageName, RouteHandlerMethod> = {
    health: async () => ({ status: 'ok' }),

    ready: async (_, reply) => {
      const [databaseState, engineState] = await Promise.all([
        sql`select 1`.execute(database).then(
          () => 'ok',
          () => 'away',
        ),
        engineInfo(docker, { signal: AbortSignal.timeout(5000) }).then(
          () => 'ok',
          () => 'away',
        ),
      ])
      const ready = databaseState === 'ok' && engineState === 'ok'
      return reply.status(ready ? 200 : 503).send({ database: databaseState, engine: engineState })
    },

    metrics: async (_, reply) =>
      reply.type('text/plain; version=0.0.4; charset=utf-8').send(await metrics(context)),
    openapi: async () => openApi(installation),
    docs: async (_, reply) => reply.type('text/html; charset=utf-8').send(docsPage(installation.version)),
    docsStyle: async (_, reply) => reply.type('text/css; charset=utf-8').send(docsStyle),
    web: webPage(context.places.webPage),
  }
  for (const name of Object.keys(pages) as PageName[]) {
    const { method, path, needs } = pages[name]
    // Whoever may come need not be known: pages and health are there while the database is away.
    const onRequest = needs === 'anyone' ? [] : guard(needs, gate)
    app.route({ method, url: path, onRequest, handler: handlers[name] })
  }
}
