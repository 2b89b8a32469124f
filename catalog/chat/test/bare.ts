// What the benchmark compares with: Socket.IO with the same adapter and the same broker, no database, no sessions.
import { createServer } from 'node:http'
import { Server } from 'socket.io'
import { openBroker } from '../server/broker/broker.ts'
import { readEnvironment } from '../server/environment.ts'
import type { Pages } from '../server/live/pages.ts'

const { broker, scalable, port } = readEnvironment(process.env)
const server = createServer((_request, response) => response.end('ok'))
const io: Pages = new Server(server, { serveClient: false })
const line = openBroker(io, broker, scalable, () => {})
const me = { id: 0, name: 'nobody', photo: null }

io.on('connection', (page) => {
  page.join(`room:${page.handshake.auth.room}`)
  const service = {
    name: 'bare',
    replica: '',
    replicas: 1,
    database: 'there',
    broker: line.state(1),
  } as const
  page.emit('welcome', { me, users: [], online: [], rooms: [], service })
  page.on('send', ({ room, id, text }, answer) => {
    const message = { room, id, text, number: 0, change: 0, from: 0, at: new Date().toISOString() }
    const whole = { ...message, kind: 'text', edited: false, deleted: false } as const
    io.to(`room:${room}`).emit('messages', [whole])
    answer({ ok: true, message: whole })
  })
})
server.listen(port)
process.once('SIGTERM', () => process.exit(0))
