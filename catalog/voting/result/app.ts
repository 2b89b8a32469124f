import type { FastifyInstance } from 'fastify'
import { Server } from 'socket.io'
import type { Option } from '../ballot/options.ts'
import { buildServer, tasteOf } from '../page/server.ts'
import { type Board, keepBoard } from './board.ts'
import { awayPage, resultPage } from './page.ts'
import type { CountedVotes } from './store.ts'

/** The page with the results, not yet listening. */
export async function buildApp(
  options: Option[],
  votes: CountedVotes,
  replica: string,
  logLevel: string,
): Promise<FastifyInstance> {
  const app = await buildServer(new URL('public/', import.meta.url), logLevel)
  // Results only go out: whatever a page sends beyond a greeting is too long.
  const io = new Server<Record<string, never>, { board: (board: Board) => void }>(app.server, {
    maxHttpBufferSize: 1024,
  })
  const keeper = keepBoard(options, votes, replica, (board) => io.emit('board', board))

  io.on('connection', async (socket) => {
    const board = await keeper.board()
    if (board) socket.emit('board', board)
  })
  app.addHook('preClose', async () => {
    keeper.close()
    // The connection, not the sockets: a page that is told to disconnect would not come back.
    io.engine.close()
  })

  app.get('/', async (request, reply) => {
    const taste = tasteOf(request)
    reply.type('text/html; charset=utf-8').header('cache-control', 'no-store')
    const board = await keeper.board()
    if (board && votes.isThere) return resultPage(board, taste)
    return reply.code(503).header('retry-after', '3').send(awayPage(replica, taste))
  })

  app.get('/api/results', async (_request, reply) => {
    reply.header('cache-control', 'no-store')
    const board = await keeper.board()
    if (board && votes.isThere) return board
    const error = 'Postgres does not answer, so the results are not known. Ask again in a moment.'
    return reply.code(503).header('retry-after', '3').send({ error, replica })
  })

  // Says that this process serves. Without Postgres it still does: it explains, which is better than no answer.
  app.get('/health', { logLevel: 'warn' }, async () => ({ ok: true, postgres: votes.isThere, replica }))

  return app
}
