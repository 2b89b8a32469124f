import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type RunningApp, runningApp } from '../../test/running.ts'
import { createDeploy, findDeploy, readEvents } from '../deploys/store.ts'
import { createVersion, recordBuilt } from '../versions/store.ts'
import { projectState, versionState } from './states.ts'
import { findProject } from './store.ts'

let app: RunningApp
const tokens = { admin: '', deploy: '' }
before(async () => {
  app = await runningApp()
  tokens.admin = await app.token('admin')
  tokens.deploy = await app.token('deploy')
})
after(() => app.close())

type Method = 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE'
const ask = (method: Method, url: string, payload?: object, token = tokens.admin) =>
  app.http.inject({
    method,
    url: `/api/v1${url}`,
    headers: { authorization: `Bearer ${token}` },
    ...(payload && { payload }),
  })
const create = (name: string, url = 'https://example.org/group/x.git', more = {}, token?: string) =>
  ask('POST', '/projects', { name, source: { kind: 'git', url, ...more } }, token)

test('a project is added, shown, changed; its token is never shown', async () => {
  const made = await create('shop', undefined, { token: 'canary-token' })
  assert.equal(made.statusCode, 201)
  assert.deepEqual(made.json().source, {
    kind: 'git',
    url: 'https://example.org/group/x.git',
    hasToken: true,
  })
  assert.match(made.json().publicKey, /^ssh-ed25519 /)
  assert.equal(made.json().state, 'empty')
  assert.equal((await create('shop')).json().code, 'name-taken')

  const changed = await ask('PATCH', '/projects/shop', {
    defaultRef: 'main',
    source: { kind: 'git', url: 'https://example.org/y.git' },
  })
  assert.deepEqual([changed.json().defaultRef, changed.json().source.hasToken], ['main', true])
  const stored = JSON.stringify(await findProject(app.deps.database, 'shop'))
  for (const text of [made.body, changed.body, stored, app.said.join()]) assert.ok(!text.includes('canary'))
})

test('names, refs, paths and addresses that could be more than that are refused with the field', async () => {
  for (const [name, payload] of Object.entries({
    'source.url': { name: 'x', source: { kind: 'git', url: 'ext::sh -c id' } },
    name: { name: '-x', source: { kind: 'git', url: 'https://example.org/x' } },
    path: { name: 'x', path: '../../etc', source: { kind: 'git', url: 'https://example.org/x' } },
    defaultRef: {
      name: 'x',
      defaultRef: '--upload-pack=id',
      source: { kind: 'git', url: 'https://example.org/x' },
    },
    'files.0': { name: 'x', files: ['/etc/passwd'], source: { kind: 'git', url: 'https://example.org/x' } },
  })) {
    const refused = await ask('POST', '/projects', payload)
    assert.equal(refused.statusCode, 422, name)
    assert.equal(refused.json().field, name)
    assert.equal(refused.headers['content-type'], 'application/problem+json; charset=utf-8')
  }
  for (const name of ['a--b', 'A', 'a/b', '..', 'x'.repeat(31), 'a\nb', 'é']) {
    assert.equal((await create(name)).statusCode, 422, JSON.stringify(name))
  }
})

test('what is for administrators is refused to others: local paths, trust', async () => {
  assert.equal((await create('local', '/srv/x', {}, tokens.deploy)).json().code, 'not-allowed')
  assert.equal((await create('local', '/srv/x')).statusCode, 201)
  const trust = (token: string) => ask('PATCH', '/projects/local', { trusted: true }, token)
  assert.equal((await trust(tokens.deploy)).statusCode, 403)
  assert.equal((await trust(tokens.admin)).json().trusted, true)
})

test('values of secrets are never returned, and rest encrypted', async () => {
  await create('vars')
  const set = await ask('PUT', '/projects/vars/variables/KEY', { value: 'canary-value' })
  assert.deepEqual([set.json().secret, set.json().value], [true, null])
  await ask('PUT', '/projects/vars/variables/MODE', { value: 'fast', secret: false, environment: 'v2' })
  const listed = await ask('GET', '/projects/vars/variables')
  assert.deepEqual(
    listed.json().map(({ name, value, environment }: Record<string, unknown>) => [name, value, environment]),
    [
      ['KEY', null, null],
      ['MODE', 'fast', 'v2'],
    ],
  )
  const rows = await app.deps.database.selectFrom('variables').selectAll().execute()
  assert.ok(rows.every(({ value_sealed: sealed }) => !sealed.includes('canary')))
  assert.equal((await ask('DELETE', '/projects/vars/variables/MODE')).statusCode, 404, 'it is of v2 alone')
  assert.equal((await ask('DELETE', '/projects/vars/variables/MODE?environment=v2')).statusCode, 200)
})

test('a newer deploy supersedes what waits for the same environment; deleting ends what waits', async () => {
  await create('busy')
  const deploy = async (environment?: string) =>
    (await ask('POST', '/projects/busy/deploys', { environment })).json()
  const state = async ({ id }: { id: string }) => (await ask('GET', `/deploys/${id}`)).json().state
  const [first, preview, second] = [await deploy(), await deploy('v9'), await deploy()]
  assert.deepEqual(await Promise.all([first, preview, second].map(state)), ['superseded', 'queued', 'queued'])
  assert.equal((await ask('POST', `/deploys/${preview.id}/cancel`)).json().state, 'cancelled')
  assert.equal((await ask('POST', `/deploys/${preview.id}/cancel`)).json().code, 'wrong-state')

  const deletion = await ask('DELETE', '/projects/busy')
  assert.equal(deletion.statusCode, 202)
  assert.equal(await state(second), 'superseded')
  assert.equal((await ask('POST', '/projects/busy/deploys', {})).json().code, 'being-deleted')
})

test('versions are numbered without holes, also when two are made at once, and keep their model sealed', async () => {
  await create('numbers')
  const { database, sealing } = app.deps
  const project = await findProject(database, 'numbers')
  assert.ok(project)
  const make = async () => {
    const request = {
      kind: 'deploy' as const,
      environment: null,
      version: null,
      ref: null,
      requestedBy: 'test',
    }
    const { deploy } = await createDeploy(database, project.id, request, async () => {})
    const commit = { commit: 'c'.repeat(40), author: 'Ada', message: 'm', committedAt: null, ref: 'main' }
    return createVersion(database, project.id, { ...commit, deploy: deploy.id })
  }
  assert.deepEqual((await Promise.all([make(), make(), make()])).sort(), [1, 2, 3])
  const outline = { services: [], routes: [], ports: [] }
  await recordBuilt(database, sealing, {
    projectId: project.id,
    number: 1,
    model: '{"canary":1}',
    images: [],
    outline,
  })
  const row = await database
    .selectFrom('versions')
    .selectAll()
    .where('project_id', '=', project.id)
    .where('number', '=', 1)
    .executeTakeFirst()
  assert.ok(row?.model_sealed && !row.model_sealed.includes('canary'))
  assert.deepEqual(
    (await ask('GET', '/projects/numbers/versions')).json().map(({ number }: { number: number }) => number),
    [3, 2, 1],
  )
  assert.equal((await ask('POST', '/projects/numbers/versions/2/on', {})).json().code, 'wrong-state')
  assert.equal((await ask('POST', '/projects/numbers/versions/9/on', {})).statusCode, 404)
})

test('a deploy’s events come back in order, numbered, redacted, and end with its outcome', async () => {
  await create('events')
  const { database } = app.deps
  const { id } = (await ask('POST', '/projects/events/deploys', {})).json()
  const deploy = await findDeploy(database, id)
  assert.ok(deploy)
  const log = await app.eventLogs.open(deploy, (line) => line.replaceAll('canary', '•••'))
  const waiting = ask('GET', `/deploys/${id}/events?after=0&wait=true`)
  await log.stage('fetch', async () => log.log('fetch', 'git', 'a canary sings'))
  await assert.rejects(log.stage('build', async () => Promise.reject(new Error('no'))))
  log.append({ kind: 'outcome', state: 'failed', failure: 'no' })
  await log.flush()
  assert.ok((await waiting).json().length > 0, 'who waits is answered when there is something')
  const events = await readEvents(database, id, 0)
  assert.deepEqual(
    events.map((event) => [
      event.seq,
      event.kind,
      'state' in event ? event.state : 'line' in event ? event.line : '',
    ]),
    [
      [1, 'stage', 'running'],
      [2, 'log', 'a ••• sings'],
      [3, 'stage', 'done'],
      [4, 'stage', 'running'],
      [5, 'stage', 'failed'],
      [6, 'outcome', 'failed'],
    ],
  )
  assert.deepEqual(
    (await ask('GET', `/deploys/${id}/events?after=5`)).json().map(({ seq }: { seq: number }) => seq),
    [6],
  )
  const again = await app.eventLogs.open(deploy, (line) => line)
  again.log('build', 'web', 'x')
  await again.flush()
  assert.equal((await readEvents(database, id, 6))[0]?.seq, 7, 'a deploy that runs again goes on numbering')
})

test('states of projects and versions follow from what is on', () => {
  const places = (production: 'on' | 'off' | 'failed', preview: 'on' | 'off' | 'degraded') => [
    { name: 'production', state: production },
    { name: 'v2', state: preview },
  ]
  assert.equal(projectState([], false, false, null), 'empty')
  assert.equal(projectState(places('on', 'degraded'), true, false, 'failed'), 'on')
  assert.equal(projectState(places('off', 'degraded'), true, false, null), 'degraded')
  assert.equal(projectState(places('failed', 'off'), true, false, 'failed'), 'failed')
  assert.equal(projectState(places('off', 'off'), true, true, null), 'deploying')
  assert.equal(versionState('ready', ['on', 'degraded'], false), 'degraded')
  assert.equal(versionState('ready', [], true), 'deploying')
  assert.equal(versionState('failed', [], false), 'failed')
})
