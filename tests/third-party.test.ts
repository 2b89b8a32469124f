import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { docker } from './harness/engine.ts'
import { eventually } from './harness/eventually.ts'
import { type GitServer, startGitServer } from './harness/git-server.ts'
import { type Platform, root, startPlatform } from './harness/platform.ts'
import { freePort } from './harness/ports.ts'
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

test('somebody else’s project of five services runs unmodified', async () => {
  const repository = await server.repository('poll')
  await repository.commit({ folder: join(root, 'tests/fixtures/poll') })
  // The service with the lowest published port is the main one.
  const [votePort = 0, resultPort = 0] = [await freePort(), await freePort()].sort((a, b) => a - b)
  await platform.must(['projects', 'create', 'poll', '--git', repository.url])
  for (const [name, value] of Object.entries({
    OPTION_A: 'Ünïcode & "quotes" $HOME',
    DB_PASSWORD: 'p4ss w0rd?'.replaceAll(/\W/g, 'x'),
    VOTE_PORT: String(votePort),
    RESULT_PORT: String(resultPort),
  })) {
    await platform.must(['variables', 'set', 'poll', name], value)
  }

  await platform.must(['deploy', 'poll', '--wait'])

  // Host names for every service with a port, and the fixed ports of its file on the machine itself.
  const vote = `http://poll.localhost:${platform.port}`
  const result = `http://result--poll.localhost:${platform.port}`
  assert.match((await open(vote)).body, /Ünïcode & "quotes" \$HOME or Spaces/)
  for (let n = 0; n < 5; n++) {
    assert.equal((await open(`${vote}/?vote=Spaces`, { method: 'POST' })).status, 202)
  }
  assert.equal((await open(`http://127.0.0.1:${votePort}/?vote=Spaces`, { method: 'POST' })).status, 202)
  await eventually('six votes are counted', 20_000, async () => {
    const { votes, title } = JSON.parse((await open(result)).body)
    assert.equal(title, 'Results')
    return votes.Spaces === 6
  })
  assert.equal((await open(`http://127.0.0.1:${resultPort}/`)).status, 200)

  // Two replicas as its file says, each service on the networks that it names.
  const environment = { project: 'poll', environment: 'production' }
  const services = await platform.call('services', { params: environment })
  assert.deepEqual(services.map((service) => [service.name, service.state, service.replicas.length]).sort(), [
    ['db', 'running', 1],
    ['redis', 'running', 1],
    ['result', 'running', 1],
    ['vote', 'running', 1],
    ['worker', 'running', 2],
  ])
  const name = await platform.composeProject('poll')
  const networks = await docker(
    'inspect',
    '--format',
    '{{range $name, $_ := .NetworkSettings.Networks}}{{$name}} {{end}}',
    `${name}-worker-1`,
    `${name}-vote-1`,
  )
  assert.deepEqual(
    networks
      .split('\n')
      .slice(0, 2)
      .map((line) => line.trim()),
    [`${name}_back-tier`, `${name}_back-tier ${name}_front-tier`],
  )
  const counted = await platform.must(['logs', '--project', 'poll', '--service', 'worker'])
  assert.match(counted, /Counted Spaces/)
  const unknown = await platform.keelson(['logs', '--project', 'poll', '--service', 'wroker'])
  assert.equal(unknown.code, 5)
  assert.match(unknown.stderr, /has no service "wroker"\. It has: .*worker/)

  // A changed variable that only one service reads replaces that service alone.
  const db = await docker('inspect', '--format', '{{.Id}}', `${name}-db-1`)
  await platform.must(['variables', 'set', 'poll', 'OPTION_B'], 'Either')
  await platform.must(['deploy', 'poll', '--wait'])
  assert.match((await open(vote)).body, /or Either/)
  assert.equal(await docker('inspect', '--format', '{{.Id}}', `${name}-db-1`), db)
})
