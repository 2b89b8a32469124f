import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import type { ClientToServer, DeployEvent, LogLine, ServerToClient } from '@keelson/protocol'
import { DeployId, ServiceName } from '@keelson/protocol'
import { Server } from 'socket.io'
import { socketLive } from './socket.ts'

const id = DeployId.parse('00000000-0000-4000-8000-000000000001')
const event = (seq: number): DeployEvent => ({
  seq,
  at: '2026-05-01T12:00:00.000Z',
  kind: 'log',
  stage: 'build',
  source: 'web',
  line: `${seq}`,
})
const line: LogLine = {
  service: ServiceName.parse('web'),
  container: 'web-1',
  stream: 'stdout',
  at: null,
  line: 'hello',
}

/** A server that answers as ours does, and writes down what it was asked. */
async function serve() {
  const http = createServer()
  const io = new Server<ClientToServer, ServerToClient>(http, { path: '/api/v1/live' })
  const asked: string[] = []
  io.on('connection', (socket) => {
    socket.on('subscribe', ({ room, after = 0 }, ack) => {
      asked.push(`${room} after ${after}`)
      ack({ ok: true })
      if (room.startsWith('deploy:'))
        socket.emit('event', { room, event: { kind: 'deploy-events', id, events: [event(after + 1)] } })
    })
    socket.on('unsubscribe', ({ room }) => asked.push(`leave ${room}`))
    socket.on('follow', ({ follow, tail }, ack) => {
      asked.push(`follow ${tail}`)
      ack({ ok: true })
      socket.emit('log-lines', { follow, lines: [line] })
    })
    socket.on('unfollow', () => asked.push('unfollow'))
  })
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  const { port } = http.address() as AddressInfo
  return { io, asked, url: `http://127.0.0.1:${port}`, close: () => io.close() }
}

async function until(what: string, holds: () => boolean): Promise<void> {
  const deadline = Date.now() + 10_000
  while (!holds()) {
    assert.ok(Date.now() < deadline, `${what}: not within ten seconds`)
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}

test('after a break rooms are entered from where the page was, and logs are followed anew', async (t) => {
  const server = await serve()
  t.after(server.close)
  let wake = () => {}
  const live = socketLive(server.url, (call) => {
    wake = call
  })
  t.after(() => live.close())

  const seen: number[] = []
  let entered = 0
  live.watch(`deploy:${id}`, {
    event: (heard) => heard.kind === 'deploy-events' && seen.push(...heard.events.map(({ seq }) => seq)),
    entered: () => {
      entered += 1
    },
    after: () => seen.at(-1) ?? 0,
  })
  const lines: string[] = []
  let restarts = 0
  const unfollow = live.follow(
    { project: 'shop', environment: 'production', tail: 50 },
    {
      lines: (more) => lines.push(...more.map((one) => one.line)),
      restarted: () => {
        restarts += 1
        lines.length = 0
      },
      ended: () => {},
    },
  )
  assert.equal(live.state.value, 'closed')
  live.open()
  await until('the first event and line', () => seen.length === 1 && lines.length === 1)
  assert.equal(live.state.value, 'open')

  for (const socket of await server.io.fetchSockets()) socket.disconnect(true)
  await until(
    'the second event and the line again',
    () => seen.length === 2 && restarts === 2 && lines.length === 1,
  )
  wake()
  await until('the third event', () => seen.length === 3)
  assert.deepEqual(seen, [1, 2, 3])
  assert.equal(entered, 3)
  assert.deepEqual(
    server.asked.filter((one) => one.startsWith('deploy')),
    [0, 1, 2].map((after) => `deploy:${id} after ${after}`),
  )

  await until('the line after waking', () => lines.length === 1)
  unfollow()
  live.watch('projects', { event: () => {} })()
  await until('leaving', () => server.asked.includes('unfollow') && server.asked.includes('leave projects'))
  live.close()
  assert.equal(live.state.value, 'closed')
})
