import assert from 'node:assert/strict'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { type WebSocket, WebSocketServer } from 'ws'
import { eventually } from '../eventually.ts'
import { startLoad } from './load.ts'

describe('a load against a server that fails on purpose', () => {
  test('when all is well, nothing is counted, and the rate is kept', async () => {
    await using server = await startServer({})
    await using load = await startLoad({ ...server.at, rate: 200, sockets: 5, every: 50 })
    await load.during('a while', () => pause(1000))
    const { rows, total, faults } = await load.stop({ drainMs: 100 })

    assert.deepEqual(faults, [])
    const row = rows.find(({ name }) => name === 'a while')
    assert.ok(row)
    const [planned, wanted] = [row.requests + row.unsentRequests, row.seconds * 200]
    assert.ok(Math.abs(planned - wanted) < 3, `${planned} requests instead of ${wanted}`)
    assert.ok(row.messages > 100, `${row.messages} messages`)
    assert.deepEqual(row.versions, ['test'])
    assert.ok(total.p50Ms > 0 && total.p99Ms >= total.p50Ms)
    assert.ok(
      server.connections() > total.requests / 2,
      'half of the requests have a connection of their own',
    )
    assert.ok(server.connections() < total.requests, 'the others share theirs')
  })

  test('each wrong answer is counted once, with its reason, and not asked for again', async () => {
    await using server = await startServer({
      answer(n, response) {
        if (n === 7) response.writeHead(503).end('{}')
        else if (n === 12) response.destroy()
        else if (n === 13) response.end('<h1>Welcome</h1>')
        else if (n === 14) response.end(answerTo(15))
        else if (n === 20) response.writeHead(200, { 'content-length': 100 }).write('{')
        else return false
        return true
      },
    })
    await using load = await startLoad({ ...server.at, rate: 200, sockets: 0, timeout: 1500 })
    await eventually('fifty requests', 5000, async () => server.asked.length > 50)
    const { total, faults } = await load.stop({ drainMs: 100 })

    assert.equal(total.failedRequests, 5, faults.join('\n'))
    for (const reason of [
      /GET on a new connection: status 503/,
      /GET on a kept connection: socket hang up/,
      /GET on a new connection: a wrong body: "<h1>Welcome/,
      /GET on a kept connection: the answer to another request/,
      /GET on a kept connection: no answer in 1500 ms/,
    ])
      assert.equal(faults.filter((fault) => reason.test(fault)).length, 1, String(reason))
    assert.equal(new Set(server.asked).size, server.asked.length, 'every request was sent once')
  })

  test('requests to a port where nobody listens fail', async () => {
    await using server = await startServer({})
    await server[Symbol.asyncDispose]()
    await using load = await startLoad({ ...server.at, rate: 100, sockets: 1, every: 50, timeout: 500 })
    await pause(200)
    const { total, faults } = await load.stop({ drainMs: 100 })
    assert.ok(total.requests > 10)
    assert.equal(faults.filter((fault) => /(GET|POST) .*ECONNREFUSED/.test(fault)).length, total.requests)
    assert.ok(faults.some((fault) => /websocket: .*ECONNREFUSED/.test(fault)))
  })

  test('when the server stalls, all that was due meanwhile is late', async () => {
    let until = 0
    await using server = await startServer({
      answer(n, response) {
        const late = until - performance.now()
        if (late <= 0) return false
        setTimeout(() => response.end(answerTo(n, response.req.method)), late)
        return true
      },
    })
    await using load = await startLoad({ ...server.at, rate: 200, sockets: 0 })
    await pause(300)
    until = performance.now() + 500
    await pause(800)
    const { total, faults } = await load.stop({ drainMs: 100 })
    assert.deepEqual(faults, [])
    // About a hundred of 220 requests were due in the stall, spread evenly over its length.
    assert.ok(total.p99Ms > 400 && total.worstMs < 1000, `p99 ${total.p99Ms} ms, worst ${total.worstMs} ms`)
  })

  test('what was due and could not be sent, because too many are open, is said', async () => {
    await using server = await startServer({ answer: () => true })
    await using load = await startLoad({ ...server.at, rate: 400, sockets: 0, timeout: 2000 })
    await pause(1000)
    const { total } = await load.stop({ drainMs: 100 })
    const { requests, unsentRequests, failedRequests, seconds } = total
    assert.ok(requests >= 250 && failedRequests === requests, `${failedRequests} of ${requests} failed`)
    assert.ok(unsentRequests > 0)
    assert.ok(Math.abs(requests + unsentRequests - seconds * 400) < 3, `${unsentRequests} in ${seconds} s`)
  })

  test('messages that are missing, swapped or repeated are counted', async () => {
    let held: Words = {}
    await using server = await startServer({
      say(connection, words, send) {
        const { echo, push } = words
        if (connection === 1 && echo === 2) return
        if (connection === 2 && push === 3) send(words)
        if (connection === 3 && echo === 2) {
          held = words
          return
        }
        if (connection === 3 && echo === 3) {
          send(words)
          words = held
        }
        if (connection === 4 && push === 4) return
        send(words)
      },
    })
    await using load = await startLoad({ ...server.at, rate: 100, sockets: 4, every: 50 })
    await eventually('enough messages', 10_000, async () => server.pushed() >= 40)
    const { total, faults } = await load.stop({ drainMs: 100 })
    assert.equal(total.messagesLost, 2, faults.join('\n'))
    assert.equal(total.messagesDisordered, 2)
    assert.equal(total.websocketsClosedEarly, 0)
    assert.equal(faults.length, 4)
  })

  test('a websocket cut or closed before its time is counted, and opened again', async () => {
    const cut = new Set<number>()
    await using server = await startServer({
      say(connection, words, send, socket) {
        if (!cut.delete(connection)) send(words)
        else if (connection === 1) socket.terminate()
        else send({ leaving: true })
      },
    })
    await using load = await startLoad({ ...server.at, rate: 100, sockets: 3, every: 50 })
    await load.during('cut', () => {
      cut.add(1).add(2)
      return eventually('two more', 15_000, async () => server.websockets() === 5)
    })
    const { rows, faults } = await load.stop({ drainMs: 1000 })
    const row = rows.find(({ name }) => name === 'cut')
    assert.equal(row?.websocketsClosedEarly, 2, faults.join('\n'))
    assert.equal(row.websocketsMoved, 0)
    assert.ok(faults.some((fault) => /closed with 1006 without a word/.test(fault)))
    assert.ok(faults.some((fault) => /closed with 1001/.test(fault)))
  })
})

type Words = { [word: string]: unknown }
type Faults = {
  /** Answers in its own way and gives true, or leaves it to the server. */
  answer?: (n: number, response: ServerResponse) => boolean
  /** Sends, or not, what the server says on its first, second … websocket. */
  say?: (connection: number, words: Words, send: (words: Words) => void, socket: WebSocket) => void
}

const answerTo = (n: number, method = 'GET') =>
  JSON.stringify({ version: 'test', replica: 'here', n, method })

/** Speaks as the application under load does, with faults. */
async function startServer({ answer, say }: Faults) {
  const asked: number[] = []
  let connections = 0
  const server = createServer((request, response) => {
    const n = Number(new URL(request.url ?? '', 'http://here').searchParams.get('n'))
    asked.push(n)
    request.resume().on('end', () => answer?.(n, response) || response.end(answerTo(n, request.method)))
  })
  server.on('connection', () => connections++)
  const sockets = new WebSocketServer({ server })
  let websockets = 0
  let pushes = 0
  sockets.on('connection', (socket) => {
    const connection = ++websockets
    const send = (words: Words) => socket.send(JSON.stringify(words))
    const speak = (words: Words) => (say ? say(connection, words, send, socket) : send(words))
    let [received, pushed] = [0, 0]
    const pushing = setInterval(() => {
      pushes++
      speak({ push: ++pushed })
    }, 50)
    socket.on('close', () => clearInterval(pushing))
    socket.on('message', (data) => {
      const said: Words = JSON.parse(String(data))
      if ('done' in said) {
        clearInterval(pushing)
        speak({ bye: { received, pushed } })
        socket.close(1001)
      } else {
        received++
        speak({ echo: said.n })
      }
    })
    speak({ hello: { replica: 'here' } })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    at: { port, host: 'steady.localhost' },
    asked,
    connections: () => connections,
    websockets: () => websockets,
    pushed: () => pushes,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      for (const socket of sockets.clients) socket.terminate()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
