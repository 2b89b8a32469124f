import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { admin, type RunningApp, runningApp } from '../../test/running.ts'
import { Attempts } from './attempts.ts'
import { makeSetupToken } from './first-start.ts'

let app: RunningApp
before(async () => {
  app = await runningApp()
})
after(() => app.close())

const signIn = (body: object, headers: Record<string, string> = {}) =>
  app.http.inject({ method: 'POST', url: '/api/v1/session', payload: body, headers })
const cookieOf = (response: { headers: Record<string, unknown> }) =>
  String(response.headers['set-cookie']).split(';')[0] ?? ''

test('signing in gives a session that scripts cannot read; signing out ends it', async () => {
  const response = await signIn({ ...admin, email: admin.email.toUpperCase() })
  assert.equal(response.statusCode, 200)
  assert.match(String(response.headers['set-cookie']), /HttpOnly; SameSite=Lax/)
  const cookie = cookieOf(response)
  const projects = () => app.http.inject({ url: '/api/v1/projects', headers: { cookie } })
  assert.equal((await projects()).statusCode, 200)

  await app.http.inject({ method: 'DELETE', url: '/api/v1/session', headers: { cookie } })
  assert.equal((await projects()).statusCode, 401)
})

test('another site cannot use the session; the own page can', async () => {
  const cookie = cookieOf(await signIn(admin))
  const make = (headers: Record<string, string>) =>
    app.http.inject({
      method: 'POST',
      url: '/api/v1/tokens',
      headers: { cookie, host: 'localhost:8000', ...headers },
      payload: { name: 'x', scope: 'read' },
    })
  assert.equal((await make({ origin: 'http://shop.localhost:8000' })).statusCode, 403)
  assert.equal((await make({ origin: 'null' })).statusCode, 403)
  assert.equal((await make({ 'sec-fetch-site': 'same-site' })).statusCode, 403)
  assert.equal((await make({ origin: 'http://localhost:8000' })).statusCode, 201)
})

test('nothing secret is stored as it is, nor ever returned', async () => {
  const cookie = cookieOf(await signIn(admin))
  const created = await app.http.inject({
    method: 'POST',
    url: '/api/v1/tokens',
    headers: { cookie },
    payload: { name: 'ci', scope: 'deploy' },
  })
  const { secret } = created.json()
  const { database } = app.deps
  const stored = JSON.stringify([
    await database.selectFrom('tokens').selectAll().execute(),
    await database.selectFrom('sessions').selectAll().execute(),
    await database.selectFrom('users').selectAll().execute(),
  ])
  for (const text of [secret, cookie.split('=')[1] ?? '', admin.password]) assert.ok(!stored.includes(text))
  const listed = await app.http.inject({
    url: '/api/v1/tokens',
    headers: { authorization: `Bearer ${secret}` },
  })
  assert.equal(listed.statusCode, 200)
  assert.ok(!listed.body.includes(secret))
})

test('guessing is slowed down', async () => {
  const wrong = () =>
    signIn({ email: 'eve@example.test', password: 'not it' }, { 'x-forwarded-for': '203.0.113.9' })
  for (let attempt = 0; attempt < 10; attempt++) assert.equal((await wrong()).statusCode, 401)
  const refused = await wrong()
  assert.equal(refused.statusCode, 429)
  assert.ok(Number(refused.headers['retry-after']) > 0)
  assert.equal((await signIn(admin)).statusCode, 200, 'somebody else, elsewhere, still may')
})

test('attempts are forgotten after the window', () => {
  const attempts = new Attempts(2, 10)
  attempts.fail('a', 0)
  attempts.fail('a', 1000)
  assert.equal(attempts.waitSeconds('a', 2000), 8)
  assert.equal(attempts.waitSeconds('b', 2000), 0)
  assert.equal(attempts.waitSeconds('a', 10_001), 0)
})

test('the set-up link works once, and only while there is nobody', async () => {
  const { database } = app.deps
  assert.equal(await makeSetupToken(database), undefined, 'there is an administrator')
  await database.deleteFrom('users').execute()
  const token = await makeSetupToken(database)
  const setup = (body: object) => app.http.inject({ method: 'POST', url: '/api/v1/setup', payload: body })
  const session = await app.http.inject({ url: '/api/v1/session' })
  assert.deepEqual(session.json(), { user: null, setupRequired: true })
  assert.equal((await setup({ ...admin, token: 'setup_guess' })).statusCode, 403)
  assert.equal((await setup({ ...admin, password: 'short', token })).statusCode, 422)
  assert.equal((await setup({ ...admin, token })).statusCode, 200)
  assert.equal((await setup({ ...admin, email: 'eve@example.test', token })).statusCode, 403)
})

test('a token that has an end is nobody from then on; one without goes on', async () => {
  const cookie = cookieOf(await signIn(admin))
  const make = (days: number | null) =>
    app.http.inject({
      method: 'POST',
      url: '/api/v1/tokens',
      headers: { cookie, host: 'localhost:8000', origin: 'http://localhost:8000' },
      payload: { name: 'ci', scope: 'read', days },
    })
  const [short, endless] = [(await make(7)).json(), (await make(null)).json()]
  assert.equal(Math.round((Date.parse(short.expiresAt) - Date.now()) / 86_400_000), 7)
  assert.equal(endless.expiresAt, null)
  const works = async ({ secret }: { secret: string }) =>
    (
      await app.http.inject({
        method: 'GET',
        url: '/api/v1/projects',
        headers: { authorization: `Bearer ${secret}` },
      })
    ).statusCode
  assert.equal(await works(short), 200)
  await app.deps.database
    .updateTable('tokens')
    .set({ expires_at: new Date(Date.now() - 1) })
    .where('id', '=', short.id)
    .execute()
  assert.deepEqual([await works(short), await works(endless)], [401, 200])
})
