import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { docker, inventory } from './harness/engine.ts'
import { type GitServer, startGitServer } from './harness/git-server.ts'
import { type Platform, startPlatform } from './harness/platform.ts'
import { open } from './harness/web.ts'

let platform: Platform
let server: GitServer

before(async () => {
  ;[platform, server] = await Promise.all([startPlatform(), startGitServer()])
})
after(async () => {
  server.close()
  await platform.close()
})

/** A web service that keeps a note in a volume and asks a second service, by its name, who it is. */
function notebook(edition: string) {
  return {
    'compose.yaml': `
services:
  web:
    build: .
    environment: { EDITION: ${edition} }
    ports: ["3000"]
    volumes: [notes:/notes]
    depends_on: [teller]
    stop_grace_period: 1s
  teller:
    build: .
    command: [node, teller.js]
    environment: { EDITION: ${edition} }
    stop_grace_period: 1s
volumes:
  notes:
`,
    Dockerfile:
      'FROM keelson/node:24\nRUN mkdir /notes && chown node /notes\nUSER node\nCOPY *.js ./\nCMD ["node", "web.js"]\n',
    'teller.js': `require('node:http').createServer((q, r) => r.end(process.env.EDITION)).listen(4000)
process.on('SIGTERM', () => process.exit(0))`,
    'web.js': `const fs = require('node:fs')
require('node:http').createServer(async (q, r) => {
  if (q.method === 'POST') fs.appendFileSync('/notes/all', q.url.slice(1) + ' ')
  const notes = fs.existsSync('/notes/all') ? fs.readFileSync('/notes/all', 'utf8').trim() : ''
  const told = await fetch('http://teller:4000').then((x) => x.text())
  r.end(JSON.stringify({ edition: process.env.EDITION, told, notes }))
}).listen(3000)
process.on('SIGTERM', () => process.exit(0))`,
  }
}

test('two tags of a repository behind a deploy key are on at once, apart from each other, and go without a trace', async () => {
  const label = `io.keelson.installation=${(await platform.call('installation')).id}`
  const repository = await server.repository('notebook')
  await repository.commit(notebook('first'), 'v1.0')
  await repository.commit(notebook('second'), 'v2.0')

  // Without the key there is no access, and the refusal says what to do about it.
  const refused = await platform.keelson(['projects', 'create', 'locked', '--git', repository.url])
  const denied = await platform.keelson(['deploy', 'locked', '--wait'])
  assert.notEqual(denied.code, 0, refused.stdout)
  assert.match(denied.stdout + denied.stderr, /deploy key|public key|access/i)
  await platform.must(['projects', 'delete', 'locked', '--yes'])

  server.accept((await platform.call('installation')).publicKey)
  const beforehand = { ...(await inventory(label)), folders: folders() }
  await platform.must(['projects', 'create', 'notebook', '--git', repository.url])
  const refs = await platform.call('refs', { params: { project: 'notebook' } })
  assert.deepEqual(refs.tags.map((tag) => tag.name).sort(), ['v1.0', 'v2.0'])
  assert.equal(refs.defaultBranch, 'main')

  await platform.must(['deploy', 'notebook', '--ref', 'v1.0', '--wait'])
  await platform.must(['deploy', 'notebook', '--ref', 'v2.0', '--env', 'next', '--wait'])
  const first = `http://notebook.localhost:${platform.port}`
  const second = `http://next--notebook.localhost:${platform.port}`

  // Each has its own volume, network and services of the same name.
  await open(`${first}/hello`, { method: 'POST' })
  assert.deepEqual(JSON.parse((await open(first)).body), { edition: 'first', told: 'first', notes: 'hello' })
  assert.deepEqual(JSON.parse((await open(second)).body), { edition: 'second', told: 'second', notes: '' })
  const networks = (await inventory(label)).networks
  const [production, next] = [
    await platform.composeProject('notebook'),
    await platform.composeProject('notebook', 'next'),
  ]
  assert.ok(networks.includes(`${production}_default`) && networks.includes(`${next}_default`))

  // Off stops every container of that version and keeps its volume; on brings it back as it was, without a build.
  await platform.must(['off', 'notebook', 'v1'])
  assert.equal(await docker('ps', '-aq', '--filter', `label=com.docker.compose.project=${production}`), '')
  assert.equal((await open(first)).status, 503)
  assert.equal(JSON.parse((await open(second)).body).edition, 'second')
  await platform.must(['on', 'notebook', 'v1'])
  assert.equal(JSON.parse((await open(first)).body).notes, 'hello')

  // What happened can be viewed, with the log.
  const viewed = await platform.must(['view', 'notebook', 'v1'])
  assert.match(viewed, /apply/)
  const versions = JSON.parse(await platform.must(['versions', 'notebook', '--json']))
  assert.deepEqual(
    versions.map((version: { number: number; state: string }) => [version.number, version.state]),
    [
      [2, 'on'],
      [1, 'on'],
    ],
  )

  await platform.must(['delete', 'notebook', 'v2', '--yes'])
  assert.equal((await open(second)).status, 404)
  assert.equal(await docker('volume', 'ls', '-q', '--filter', `label=com.docker.compose.project=${next}`), '')
  assert.equal(JSON.parse((await open(first)).body).notes, 'hello')

  await platform.must(['projects', 'delete', 'notebook', '--yes'])
  assert.deepEqual({ ...(await inventory(label)), folders: folders() }, beforehand)
})

/** Everything below the data folder that is named after a project. */
function folders(): string[] {
  return readdirSync(platform.home, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.includes('notebook') || /checkouts|repositories/.test(path))
    .map((path) => join(path))
    .sort()
}

test('making an older version live is a rollback: same images, nothing built', async () => {
  const repository = await server.repository('pamphlet')
  server.accept((await platform.call('installation')).publicKey)
  await repository.commit(notebook('one'))
  await platform.must(['projects', 'create', 'pamphlet', '--git', repository.url])
  await platform.must(['deploy', 'pamphlet', '--wait'])
  await repository.commit(notebook('two'))
  await platform.must(['deploy', 'pamphlet', '--wait'])
  const url = `http://pamphlet.localhost:${platform.port}`
  assert.equal(JSON.parse((await open(url)).body).edition, 'two')
  const [, old] = await platform.call('versions', { params: { project: 'pamphlet' } })

  await platform.must(['on', 'pamphlet', 'v1', '--env', 'production'])

  assert.deepEqual(JSON.parse((await open(url)).body).edition, 'one')
  const deploys = await platform.call('deploys', { params: { project: 'pamphlet' } })
  assert.deepEqual(
    deploys[0]?.stages.map((stage) => stage.name).filter((name) => name === 'build' || name === 'fetch'),
    [],
  )
  const running = await docker(
    'ps',
    '--filter',
    `label=com.docker.compose.project=${await platform.composeProject('pamphlet')}`,
    '--no-trunc',
    '--format',
    '{{.ID}}',
  )
  const images = await docker('inspect', '--format', '{{.Image}}', ...running.split('\n').filter(Boolean))
  assert.deepEqual(
    [...new Set(images.split('\n').filter(Boolean))].sort(),
    [...new Set(old?.images.map((image) => image.id))].sort(),
  )

  // What differs, and what going forward again would do, is told before anything happens.
  const project = 'pamphlet'
  const { services } = await platform.call('compare', { params: { project, version: 1, other: 2 } })
  assert.deepEqual(
    services.map(({ name, variables }) => [name, variables.changed]),
    [
      ['teller', ['EDITION']],
      ['web', ['EDITION']],
    ],
  )
  const planned = async (version: number) =>
    (await platform.call('plan', { params: { project, version }, query: { environment: 'production' } }))
      .steps
  assert.deepEqual(await planned(1), [])
  assert.ok((await planned(2)).some(({ does }) => /create container .*web/.test(does.text)))
  const topology = await platform.call('topology', { params: { project, version: 2 } })
  assert.deepEqual(
    topology.services.map(({ name, needs, mounts }) => [
      name,
      needs.length,
      mounts.map(({ volume }) => volume),
    ]),
    [
      ['teller', 0, []],
      ['web', 1, ['notes']],
    ],
  )

  // Turned on beside it, without naming an environment, the newer one gets a preview of its own.
  await platform.must(['on', 'pamphlet', 'v2'])
  const preview = `http://v2--pamphlet.localhost:${platform.port}`
  assert.equal(JSON.parse((await open(preview)).body).edition, 'two')
  assert.equal(JSON.parse((await open(url)).body).edition, 'one')
})
