import assert from 'node:assert/strict'
import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { docker } from './harness/engine.ts'
import { eventually } from './harness/eventually.ts'
import { type GitServer, startGitServer } from './harness/git-server.ts'
import { type Platform, startPlatform } from './harness/platform.ts'
import { startTraffic } from './harness/traffic.ts'
import { open } from './harness/web.ts'

let platform: Platform
let server: GitServer

before(async () => {
  ;[platform, server] = await Promise.all([startPlatform(), startGitServer()])
  server.accept((await platform.call('installation')).publicKey)
})
after(async () => {
  server.close()
  await platform.close()
})

const files = (edition: number) => ({
  'compose.yaml': `
services:
  web:
    build: .
    environment: { EDITION: "${edition}" }
    ports: ["3000"]
    healthcheck:
      test: [CMD, wget, -q, -O, /dev/null, "http://127.0.0.1:3000/"]
      interval: 2s
      retries: 20
`,
  Dockerfile: `FROM keelson/node:24\nRUN echo edition ${edition}\nCOPY web.js .\nCMD ["node", "web.js"]\n`,
  'web.js': `const server = require('node:http').createServer((q, r) => r.end(process.env.EDITION)).listen(3000)
process.on('SIGTERM', () => server.close(() => process.exit(0)))`,
})

test('killed at ten moments of a deploy, the server finds the truth again and traffic never notices', async (t) => {
  const repository = await server.repository('enduring')
  await repository.commit(files(0))
  await platform.must(['projects', 'create', 'enduring', '--git', repository.url])
  const [first] = await timed(() => platform.must(['deploy', 'enduring', '--env', 'bystander', '--wait']))
  assert.ok(first)
  const url = `http://bystander--enduring.localhost:${platform.port}`
  const bystanderName = `${await platform.composeProject('enduring', 'bystander')}-web-1`
  const bystander = await docker('inspect', '--format', '{{.Id}} {{.State.StartedAt}}', bystanderName)
  const traffic = startTraffic(url)

  // How long a deploy takes here tells when its ten moments are.
  await repository.commit(files(1))
  const [, whole] = await timed(() => platform.must(['deploy', 'enduring', '--wait']))
  const name = await platform.composeProject('enduring')
  const temporary = join(platform.home, 'temporary')
  const moments = Array.from({ length: 10 }, (_, n) => ((n + Math.random()) / 10) * whole)
  t.diagnostic(
    `a deploy takes ${Math.round(whole)} ms; killed after ${moments.map(Math.round).join(', ')} ms`,
  )

  for (const [n, moment] of moments.entries()) {
    const edition = n + 2
    await repository.commit(files(edition))
    const deploy = await platform.call('deploy', { params: { project: 'enduring' }, body: {} })
    await pause(moment)
    await platform.end('SIGKILL')
    // A moment in the middle of a fetch leaves the keys of a git server like this; not every run meets one.
    const left = `of-the-killed-${n}`
    writeFileSync(join(temporary, left), '')
    await platform.start()
    assert.ok(!readdirSync(temporary).includes(left))

    const ended = await platform.ended(deploy.id)

    assert.ok(['succeeded', 'failed', 'cancelled'].includes(ended.state), ended.state)
    const [newest] = await platform.call('versions', { params: { project: 'enduring' } })
    assert.ok(
      newest && ['on', 'off', 'failed'].includes(newest.state),
      `v${newest?.number} is ${newest?.state}`,
    )
    const answer = await open(`http://enduring.localhost:${platform.port}`)
    assert.equal(answer.status, 200)
    if (ended.state === 'succeeded') assert.equal(answer.body, String(edition))
    const containers = await docker(
      'ps',
      '-a',
      '--filter',
      `label=com.docker.compose.project=${name}`,
      '--format',
      '{{.Names}} {{.State}}',
    )
    assert.equal(containers.trim(), `${name}-web-1 running`)
  }

  await eventually('nothing temporary is left', 10_000, async () => readdirSync(temporary).length === 0)
  const { requests, failures } = await traffic.stop()
  assert.deepEqual(failures, [], `of ${requests} requests`)
  assert.ok(requests > 100)
  assert.equal(await docker('inspect', '--format', '{{.Id}} {{.State.StartedAt}}', bystanderName), bystander)
})

async function timed<T>(action: () => Promise<T>): Promise<[T, number]> {
  const start = performance.now()
  const result = await action()
  return [result, performance.now() - start]
}
