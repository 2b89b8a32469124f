import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { selfSigned } from '@keelson/catalog-testing'
import { connect } from './docker.ts'
import { Exchange, ExchangeError } from './exchange.ts'

const headers = { host: 'docker' }
const get = { method: 'GET', path: '/', headers }

test('questions one after the other go over one connection; at the same time each has its own', async (t) => {
  const server = await listen(t, async (request, response) => {
    response.end(request.url)
  })
  for (const path of ['/one', '/two', '/three']) assert.equal(await server.text({ ...get, path }), path)
  assert.equal(server.connections(), 1)
  const paths = Array.from({ length: 20 }, (_, index) => `/${index}`)
  const texts = await Promise.all(paths.map((path) => server.text({ ...get, path })))
  assert.deepEqual(texts, paths)
  assert.equal(server.connections(), 20)
})

test('a body of megabytes arrives whole, there and back', async (t) => {
  const server = await listen(t, (request, response) => {
    // Without a length, Node answers in chunks.
    request.pipe(response)
  })
  const body = Buffer.alloc(5_000_000, 'engine ')
  const sent = { ...headers, 'content-length': String(body.length) }
  const answer = await server.exchange.ask({ method: 'POST', path: '/', headers: sent, body })
  assert.ok(answer.body.equals(body))
})

test('a connection whose question is not out when the answer comes is not used again', async (t) => {
  const server = await listen(t, (_, response) => {
    response.writeHead(413).end('too much')
  })
  const body = Buffer.alloc(50_000_000)
  const sent = { ...headers, 'content-length': String(body.length) }
  const { status } = await server.exchange.ask({ method: 'PUT', path: '/', headers: sent, body })
  assert.equal(status, 413)
  assert.equal(await server.text(get), 'too much')
  assert.equal(server.connections(), 2)
})

test('a kept connection that the engine closed is forgotten, without a question lost', async (t) => {
  const server = await listen(t, (_, response) => {
    response.end('here')
  })
  await server.text(get)
  server.drop()
  // What closed before this was answered has been heard of.
  const other = new Exchange(server.endpoint)
  await other.ask(get)
  other.close()
  assert.equal(await server.text(get), 'here')
})

test('cancelled: before it is asked, and while the engine thinks, which hears of it', async (t) => {
  let gone: Promise<unknown[]> | undefined
  const cancel = new AbortController()
  const server = await listen(t, (request) => {
    gone = once(request.socket, 'close')
    cancel.abort()
  })
  await assert.rejects(server.exchange.ask({ ...get, signal: AbortSignal.abort() }), { name: 'AbortError' })
  assert.equal(server.connections(), 0)
  await assert.rejects(server.exchange.ask({ ...get, signal: cancel.signal }), { name: 'AbortError' })
  await gone
})

test('an engine that hangs up in the middle, and one that speaks something else: no answer, and why', async (t) => {
  const hangsUp = await listen(t, (request) => {
    request.socket.end('HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhel')
  })
  await assert.rejects(hangsUp.exchange.ask(get), (error) => {
    assert.ok(error instanceof ExchangeError)
    assert.deepEqual([error.code, error.reused], ['ECONNRESET', false])
    return true
  })
  const other = await listen(t, (request) => {
    request.socket.end('220 mail.example.com ready\r\n\r\n')
  })
  await assert.rejects(other.exchange.ask(get), /"220 mail\.example\.com ready": that is not HTTP/)
})

test('nothing of a path or a header becomes a header or a question of its own', async (t) => {
  const server = await listen(t, (_, response) => {
    response.end()
  })
  for (const path of ['/a b', '/a\r\nX-Evil: 1', '/\u00e9'])
    await assert.rejects(server.exchange.ask({ ...get, path }), TypeError)
  for (const value of ['1\r\nX-Evil: 1', '1\n', '\u2603'])
    await assert.rejects(server.exchange.ask({ ...get, headers: { ...headers, 'x-auth': value } }), TypeError)
  assert.equal(server.connections(), 0)
})

test('over TLS the engine must be who its certificate says', async (t) => {
  const { certificate, key } = await selfSigned(['localhost'])
  const respond: RequestListener = (request, response) => {
    response.setHeader('api-version', '1.41')
    if (request.url === '/_ping') response.end('OK')
    else response.end(JSON.stringify([request.url]))
  }
  const server = createSecureServer({ cert: certificate, key }, respond).listen(0, '127.0.0.1')
  const folder = mkdtempSync(join(tmpdir(), 'keelson-tls-'))
  t.after(() => {
    server.closeAllConnections()
    server.close()
    rmSync(folder, { recursive: true })
  })
  await once(server, 'listening')
  for (const file of ['ca.pem', 'cert.pem']) writeFileSync(join(folder, file), certificate)
  writeFileSync(join(folder, 'key.pem'), key)
  const { port } = server.address() as AddressInfo
  const environment = { DOCKER_TLS_VERIFY: '1', DOCKER_CERT_PATH: folder }
  const docker = connect({ host: `tcp://localhost:${port}`, environment })
  t.after(() => docker.close())
  assert.deepEqual(await docker.json('GET', '/containers/json'), ['/v1.41/containers/json'])
  const streamed = await docker.stream('GET', '/events')
  assert.equal((await streamed.toArray()).join(''), '["/v1.41/events"]')
  const wrong = connect({ host: `tcp://127.0.0.1:${port}`, environment })
  await assert.rejects(
    wrong.json('GET', '/containers/json'),
    /No answer from the Docker Engine.*127\.0\.0\.1/,
  )
})

async function listen(
  t: TestContext,
  respond: (request: IncomingMessage, response: ServerResponse) => unknown,
) {
  const folder = mkdtempSync(join(tmpdir(), 'keelson-exchange-'))
  const socketPath = join(folder, 'engine.sock')
  const endpoint = { kind: 'unix', socketPath } as const
  let connections = 0
  const server = createServer(respond).on('connection', () => {
    connections += 1
  })
  const exchange = new Exchange(endpoint)
  t.after(() => {
    exchange.close()
    server.closeAllConnections()
    server.close()
    rmSync(folder, { recursive: true })
  })
  server.listen(socketPath)
  await once(server, 'listening')
  return {
    endpoint,
    exchange,
    text: async (question: Parameters<Exchange['ask']>[0]) => (await exchange.ask(question)).body.toString(),
    connections: () => connections,
    drop: () => server.closeAllConnections(),
  }
}
