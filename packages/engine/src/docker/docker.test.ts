import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import { listContainers } from './containers.ts'
import { compareVersions, connect } from './docker.ts'
import { DockerError, isNotFound } from './error.ts'
import { findImage } from './images.ts'
import { listNetworks } from './networks.ts'
import { engineInfo, openEvents } from './system.ts'
import { engineUsage } from './usage.ts'

test('the engine answers typed calls on one agreed version', async () => {
  const docker = connect()
  try {
    const [info, networks, version] = await Promise.all([
      engineInfo(docker),
      listNetworks(docker),
      docker.apiVersion(),
    ])
    assert.ok(info.NCPU > 0)
    assert.ok(networks.some((network) => network.Name === 'bridge'))
    assert.ok(compareVersions(version, '1.41') >= 0)
    assert.equal(await docker.atLeast('1.41'), true)
    assert.equal(await docker.atLeast('9.9'), false)
  } finally {
    docker.close()
  }
})

test('two who measure the engine at the same time both get their answer', async () => {
  const docker = connect()
  try {
    for (const { Images } of await Promise.all([
      engineUsage(docker),
      engineUsage(docker),
      engineUsage(docker),
    ]))
      assert.ok(Images && Images.length > 0)
  } finally {
    docker.close()
  }
})

test('what is absent is told apart from what fails', async () => {
  const docker = connect()
  try {
    assert.equal(await findImage(docker, 'keelson-none/no-such:image'), undefined)
    await assert.rejects(docker.json('GET', '/containers/no-such-container/json'), (error) =>
      isNotFound(error),
    )
  } finally {
    docker.close()
  }
})

test('an engine that is not there, an address that cannot be used: said in words', async () => {
  const absent = connect({ host: 'unix:///nowhere/docker.sock' })
  await assert.rejects(listContainers(absent), (error) => {
    assert.ok(error instanceof DockerError)
    assert.match(error.message, /No answer from the Docker Engine at unix:\/\/\/nowhere.*Is it running\?/)
    return true
  })
  assert.throws(() => connect({ host: 'ssh://somewhere' }), /cannot be used: use unix:/)
})

test('an engine that is too old is refused with both versions', async () => {
  const server = createServer((_, response) => response.writeHead(200, { 'api-version': '1.40' }).end('OK'))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const docker = connect({ host: `tcp://127.0.0.1:${port}` })
  try {
    await assert.rejects(docker.apiVersion(), /speaks API 1\.40; Keelson needs 1\.41/)
  } finally {
    docker.close()
    server.close()
  }
})

test('a read on a connection that the engine closed is asked again', async () => {
  let asked = 0
  const server = createServer((request, response) => {
    if (request.url === '/_ping') return response.writeHead(200, { 'api-version': '1.41' }).end('OK')
    asked += 1
    if (asked === 2) return request.socket.destroy()
    return response.end('[]')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const docker = connect({ host: `tcp://127.0.0.1:${port}` })
  try {
    await listContainers(docker)
    assert.deepEqual(await listContainers(docker), [])
    assert.equal(asked, 3)
  } finally {
    docker.close()
    server.closeAllConnections()
    server.close()
  }
})

test('an engine that hangs is told every ten seconds, one that answers is not', async (t) => {
  const held: ServerResponse[] = []
  const server = createServer((request, response) => {
    if (request.url === '/_ping') response.writeHead(200, { 'api-version': '1.41' }).end('OK')
    else held.push(response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const told: string[] = []
  const docker = connect({ host: `tcp://127.0.0.1:${port}`, onSilence: (said) => told.push(said) })
  t.after(() => {
    docker.close()
    server.closeAllConnections()
    server.close()
  })
  await docker.apiVersion()
  t.mock.timers.enable({ apis: ['setInterval', 'Date'] })

  const networks = listNetworks(docker)
  await once(server, 'request')
  t.mock.timers.tick(9_000)
  const containers = listContainers(docker)
  await once(server, 'request')
  t.mock.timers.tick(1_000)
  t.mock.timers.tick(10_000)
  assert.deepEqual(told, [
    `The Docker Engine at ${docker.address} has not answered GET /networks and 1 more for 10 seconds.`,
    `The Docker Engine at ${docker.address} has not answered GET /networks and 1 more for 20 seconds.`,
  ])

  for (const response of held) response.end('[]')
  assert.deepEqual(await Promise.all([networks, containers]), [[], []])
  t.mock.timers.tick(20_000)
  assert.equal(told.length, 2)
})

test('abort ends a stream of events', async () => {
  const docker = connect()
  const cancel = new AbortController()
  const events = await openEvents(docker, { signal: cancel.signal })
  const reading = (async () => {
    for await (const _ of events);
  })()
  cancel.abort()
  await assert.rejects(reading, { name: 'AbortError' })
  docker.close()
})
