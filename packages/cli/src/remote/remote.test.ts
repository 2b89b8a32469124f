import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { type Answering, apiServer, Refuse } from '../../test/api-server.ts'
import { keelson } from '../../test/keelson.ts'

const home = mkdtempSync(join(tmpdir(), 'keelson-cli-'))
after(() => rmSync(home, { recursive: true, force: true }))

const id = '5f0c6a4e-7f0b-4c56-9d57-0f2a2b6a3c11'
const at = '2026-01-01T00:00:00.000Z'
const user = { id, email: 'me@example.org', scope: 'admin' }
const deploy = (state: string, over: object = {}) => ({
  id,
  project: 'shop',
  kind: 'on',
  environment: 'production',
  version: 3,
  ref: 'main',
  state,
  stages: [],
  failure: null,
  requestedBy: 'me@example.org',
  createdAt: at,
  startedAt: at,
  finishedAt: null,
  ...over,
})

async function against(answers: Parameters<typeof apiServer>[0], argv: string[], stdin?: string) {
  const server = await apiServer(answers)
  try {
    const env = { KEELSON_URL: server.url, KEELSON_TOKEN: 'kst_test', XDG_CONFIG_HOME: home }
    const ran = await keelson(argv, { env, ...(stdin !== undefined && { stdin }) })
    return { ...ran, asked: server.asked }
  } finally {
    await server.close()
  }
}

test('signing in keeps a token that only the user can read, not the password', async () => {
  const token = {
    id,
    name: 'x',
    scope: 'admin',
    createdAt: at,
    lastUsedAt: null,
    expiresAt: null,
    secret: 'kst_secret',
  }
  const server = await apiServer({
    signIn: (_, response) => {
      response.setHeader('set-cookie', 'keelson_session=abc; HttpOnly; Path=/')
      return { user, setupRequired: false }
    },
    createToken: ({ headers }) =>
      headers.cookie === 'keelson_session=abc' ? token : new Refuse('not-signed-in'),
    signOut: () => ({}),
    session: ({ headers }) => ({
      user: headers.authorization === 'Bearer kst_secret' ? user : null,
      setupRequired: false,
    }),
    projects: ({ headers }) =>
      headers.authorization === 'Bearer kst_secret' ? [] : new Refuse('not-signed-in'),
    deleteToken: () => ({}),
  })
  const env = { XDG_CONFIG_HOME: join(home, 'login') }
  try {
    const signIn = ['login', '--url', `${server.url}/`, '--email', user.email, '--password-stdin']
    const ran = await keelson(signIn, { env, stdin: 'correct horse\n' })
    assert.equal(ran.err, '')
    assert.equal(ran.code, 0)
    assert.deepEqual(server.asked[0]?.body, { email: user.email, password: 'correct horse' })
    assert.deepEqual(
      server.asked.map(({ name }) => name),
      ['signIn', 'createToken', 'signOut', 'session'],
    )
    assert.equal(statSync(join(home, 'login', 'keelson', 'credentials.json')).mode & 0o777, 0o600)
    assert.equal((await keelson(['projects', 'list', '--json'], { env })).out, '[]\n')
    assert.equal((await keelson(['logout'], { env })).code, 0)
    assert.equal((await keelson(['projects', 'list'], { env })).code, 4)
  } finally {
    await server.close()
  }
})

test('turning on waits for the outcome, through a server that goes away in between', async () => {
  let asks = 0
  const deployEvents: Answering = ({ query }) => {
    asks++
    if (asks === 2) return 'hang-up'
    if (asks === 3) return 'balancer-page'
    if (asks === 4) return new Refuse('database-away')
    if (query.get('after') === '0') {
      return [
        { seq: 1, at, kind: 'stage', stage: 'apply', state: 'running' },
        { seq: 2, at, kind: 'log', stage: 'apply', source: 'web', line: '\u001b[32mhello\u001b[0m' },
      ]
    }
    return [
      { seq: 3, at: '2026-01-01T00:00:01.500Z', kind: 'stage', stage: 'apply', state: 'done' },
      { seq: 4, at, kind: 'outcome', state: 'succeeded', failure: null },
    ]
  }
  const route = { service: 'web', url: 'http://shop.localhost:8000', main: true }
  const production = {
    name: 'production',
    composeProject: 'shop-production',
    version: 3,
    state: 'on',
    routes: [route],
    ports: [],
    canary: null,
  }
  const ran = await against(
    {
      turnOn: () => deploy('queued'),
      deployEvents,
      oneDeploy: () => deploy('succeeded'),
      environments: () => [production],
    },
    ['on', 'shop', 'v3'],
  )
  assert.equal(ran.code, 0, ran.err)
  assert.equal(ran.out, 'shop v3 is on in production: http://shop.localhost:8000\n')
  assert.equal(ran.err, 'on shop v3 in production\napply\n  web │ hello\napply done 1.5s\nsucceeded\n')
})

test('an operation that fails ends with 1 and its reason; with --json the last state is printed', async () => {
  const failed = deploy('failed', { kind: 'deploy', failure: 'The build of web failed.' })
  const answers = {
    deploy: () => deploy('queued', { kind: 'deploy' }),
    deployEvents: () => [
      { seq: 1, at, kind: 'outcome', state: 'failed', failure: 'The build of web failed.' },
    ],
    oneDeploy: () => failed,
  }
  const ran = await against(answers, ['deploy', 'shop', '--ref', 'main', '--wait'])
  assert.equal(ran.code, 1)
  assert.match(ran.err, /error: deploy shop v3 in production: failed\. The build of web failed\.\n$/)
  const json = await against(answers, ['deploy', 'shop', '--wait', '--json'])
  assert.equal(json.code, 1)
  assert.deepEqual(JSON.parse(json.out), failed)
  assert.deepEqual(JSON.parse(json.err), { code: 'failed', title: 'The build of web failed.' })
})

test('deploy without --wait ends when it is accepted', async () => {
  const ran = await against({ deploy: () => deploy('queued') }, ['deploy', 'shop'])
  assert.equal(ran.code, 0)
  assert.deepEqual(
    ran.asked.map(({ name }) => name),
    ['deploy'],
  )
})

test('a project deleted together with its operations counts as deleted', async () => {
  const ran = await against(
    {
      deleteProject: () => deploy('queued', { kind: 'delete' }),
      deployEvents: () => [{ seq: 1, at, kind: 'outcome', state: 'succeeded', failure: null }],
      oneDeploy: () => new Refuse('not-found'),
    },
    ['projects', 'delete', 'shop'],
  )
  assert.equal(ran.code, 0, ran.err)
  assert.equal(ran.out, 'Deleted shop.\n')
})

test('refusals tell title, field and what to do, and have exit codes', async () => {
  const codes = async (code: ConstructorParameters<typeof Refuse>[0]) =>
    (await against({ projects: () => new Refuse(code) }, ['projects', 'list'])).code
  assert.deepEqual(
    await Promise.all([codes('not-signed-in'), codes('not-allowed'), codes('not-found'), codes('internal')]),
    [4, 4, 5, 1],
  )
  const taken = await against({ createProject: () => new Refuse('name-taken', 'name') }, [
    'projects',
    'create',
    'shop',
    '--git',
    'git@example.org:shop.git',
  ])
  assert.equal(taken.err, 'error: The name is taken.\n(name)\n')
  const away = await keelson(['projects', 'list'], {
    env: { KEELSON_URL: 'http://127.0.0.1:1', KEELSON_TOKEN: 'x', XDG_CONFIG_HOME: home },
  })
  assert.equal(away.code, 3)
  assert.match(away.err, /^error: http:\/\/127\.0\.0\.1:1 does not answer/)
  const stopped = await against({ projects: () => 'balancer-page' }, ['projects', 'list'])
  assert.equal(stopped.code, 3)
  assert.match(
    stopped.err,
    /^error: \S+ does not answer \(503 Service Unavailable\)\.\nIs the server running\?/,
  )
})

test('a token that cannot be sent is told as such', async () => {
  for (const token of ['two\nlines', 'ł']) {
    const ran = await keelson(['projects', 'list'], { env: { KEELSON_TOKEN: token, XDG_CONFIG_HOME: home } })
    assert.equal(ran.code, 4)
    assert.match(ran.err, /^error: The token has characters that no token has\.\n/)
  }
})

test('signing in to what is no Keelson is told as such', async () => {
  const page = (_: unknown, response: ServerResponse) => void response.end('<h1>Hello</h1>')
  const server = createServer(page).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const argv = ['login', '--url', url, '--email', 'me@example.org', '--password-stdin']
  const ran = await keelson(argv, { env: { XDG_CONFIG_HOME: home }, stdin: 'secret\n' })
  server.close()
  assert.equal(ran.code, 1)
  assert.match(ran.err, /^error: \S+ gave an answer that this keelson does not understand\.\n/)
})

test('values of variables come from standard input and nowhere else', async () => {
  const variable = { name: 'KEY', environment: null, secret: true, value: null, updatedAt: at }
  const ran = await against({ setVariable: () => variable }, ['variables', 'set', 'shop', 'KEY'], 's3cret\n')
  assert.equal(ran.code, 0, ran.err)
  assert.deepEqual(ran.asked[0]?.body, { value: 's3cret', secret: true, environment: null })
  assert.equal((await against({}, ['variables', 'set', 'shop', 'KEY=x'])).code, 1)
})

test('logs means the server where there is no Compose project here, or where a flag says so', async () => {
  const line = { service: 'web', container: 'shop-production-web-1', stream: 'stdout', at, line: 'hello' }
  const answers: Parameters<typeof apiServer>[0] = {
    logs: ({ params }) => [{ ...line, container: `shop-${params.environment}-web-1` }],
  }
  for (const argv of [
    ['logs', 'shop'],
    ['logs', '--project', 'shop', '--env', 'staging'],
    ['logs', '-r', 'shop', 'web'],
  ]) {
    const ran = await against(answers, argv)
    assert.deepEqual([ran.code, ran.out], [0, 'web-1  | hello\n'], `${argv.join(' ')}: ${ran.err}`)
  }
  assert.deepEqual(JSON.parse((await against(answers, ['logs', 'shop', '--json'])).out), line)
})

test('names are checked before anything is sent', async () => {
  for (const argv of [
    ['on', 'shop', 'three'],
    ['on', '../shop', 'v3'],
    ['deploy', 'shop', '--ref', '--upload-pack=x'],
    ['on', 'shop', 'v3', '--env', 'a--b'],
  ]) {
    const ran = await against({}, argv)
    assert.equal(ran.code, 1, argv.join(' '))
    assert.deepEqual(ran.asked, [])
  }
})
