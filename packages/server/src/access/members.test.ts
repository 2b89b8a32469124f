import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { admin, type RunningApp, runningApp } from '../../test/running.ts'

let app: RunningApp
let token: string
before(async () => {
  app = await runningApp()
  token = await app.token('admin')
})
after(() => app.close())

type Method = 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE'
const ask = (method: Method, url: string, payload?: object, headers?: Record<string, string>) =>
  app.http.inject({
    method,
    url: `/api/v1${url}`,
    headers: headers ?? { authorization: `Bearer ${token}` },
    ...(payload && { payload }),
  })
const cookieOf = (response: { headers: Record<string, unknown> }) =>
  String(response.headers['set-cookie']).split(';')[0] ?? ''
const secretOf = (url: string) => new URL(url).searchParams.get('token') ?? ''
const invite = async (email: string, scope = 'deploy') =>
  secretOf((await ask('POST', '/invitations', { email, scope })).json().url)
const accept = (secret: string, password: string) =>
  ask('POST', '/invitations/accept', { token: secret, password }, {})
const signIn = (email: string, password: string) => ask('POST', '/session', { email, password }, {})

test('an invitation is one link, good once: it makes an account that may do what was granted', async () => {
  const secret = await invite('Bea@Example.test')
  const stored = JSON.stringify(await app.deps.database.selectFrom('invitations').selectAll().execute())
  assert.ok(!stored.includes(secret))
  assert.equal((await ask('GET', '/invitations')).json()[0].email, 'bea@example.test')

  const joined = await accept(secret, 'a long enough one')
  assert.deepEqual([joined.statusCode, joined.json().user.scope], [200, 'deploy'])
  const bea = { cookie: cookieOf(joined) }
  assert.equal((await ask('GET', '/projects', undefined, bea)).statusCode, 200)
  assert.equal((await ask('GET', '/members', undefined, bea)).statusCode, 403)
  assert.equal((await accept(secret, 'another long one')).json().code, 'wrong-invitation')
  assert.deepEqual((await ask('GET', '/invitations')).json(), [])
})

test('an invitation can be withdrawn, replaced by a newer one, and ends after its days', async () => {
  const first = await invite('cleo@example.test')
  const second = await invite('cleo@example.test')
  assert.equal((await accept(first, 'a long enough one')).statusCode, 403)
  await app.deps.database
    .updateTable('invitations')
    .set({ expires_at: new Date(Date.now() - 1000) })
    .execute()
  assert.equal((await accept(second, 'a long enough one')).statusCode, 403)
  const third = await invite('cleo@example.test')
  assert.equal((await ask('DELETE', '/invitations/cleo@example.test')).statusCode, 200)
  assert.equal((await accept(third, 'a long enough one')).statusCode, 403)
  assert.equal((await ask('DELETE', '/invitations/cleo@example.test')).statusCode, 404)
})

test('who forgot the password gets a link too; what they may do stays, and old sessions end', async () => {
  const joined = await accept(await invite('dora@example.test', 'read'), 'a long enough one')
  const old = { cookie: cookieOf(joined) }
  const again = await accept(await invite('dora@example.test', 'admin'), 'a second long one')
  assert.equal(again.json().user.scope, 'read')
  assert.equal((await ask('GET', '/projects', undefined, old)).statusCode, 401)
  assert.equal((await signIn('dora@example.test', 'a long enough one')).statusCode, 401)
  assert.equal((await signIn('dora@example.test', 'a second long one')).statusCode, 200)
})

test('a member may do less from the next request on, and nothing once removed', async () => {
  const joined = await accept(await invite('eva@example.test'), 'a long enough one')
  const eva = { cookie: cookieOf(joined) }
  const make = () => ask('POST', '/projects', { name: '-' }, { ...eva, host: 'x', origin: 'http://x' })
  assert.equal((await make()).statusCode, 422)
  await ask('PATCH', '/members/eva@example.test', { scope: 'read' })
  assert.equal((await make()).statusCode, 403)
  assert.equal((await ask('DELETE', '/members/eva@example.test')).statusCode, 200)
  assert.equal((await ask('GET', '/projects', undefined, eva)).statusCode, 401)
})

test('there is always an administrator', async () => {
  for (const refused of [
    await ask('DELETE', `/members/${admin.email}`),
    await ask('PATCH', `/members/${admin.email}`, { scope: 'read' }),
  ]) {
    assert.deepEqual([refused.statusCode, refused.json().code], [409, 'last-administrator'])
  }
  assert.equal((await ask('DELETE', '/members/nobody@example.test')).statusCode, 404)
})

test('the password is changed with the current one; other sessions end, this one goes on; a token may not', async () => {
  const [here, there] = [
    cookieOf(await signIn(admin.email, admin.password)),
    await signIn(admin.email, admin.password),
  ]
  const change = (current: string, password: string, headers: Record<string, string>) =>
    ask('PUT', '/session/password', { current, password }, headers)
  assert.equal((await change('not it', 'brand new password', { cookie: here })).json().field, 'current')
  assert.equal((await change(admin.password, 'short', { cookie: here })).statusCode, 422)
  assert.equal(
    (await change(admin.password, 'brand new password', { authorization: `Bearer ${token}` })).statusCode,
    403,
  )
  assert.equal((await change(admin.password, 'brand new password', { cookie: here })).statusCode, 200)
  assert.equal((await ask('GET', '/projects', undefined, { cookie: here })).statusCode, 200)
  assert.equal((await ask('GET', '/projects', undefined, { cookie: cookieOf(there) })).statusCode, 401)
  assert.equal((await signIn(admin.email, 'brand new password')).statusCode, 200)
})
