import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { endpoints } from '@keelson/protocol'
import { admin, type RunningApp, runningApp } from '../../test/running.ts'
import { aboutWhat, isRemembered } from './describe.ts'
import { addActivity, forgetActivity } from './store.ts'

let app: RunningApp
let token: string
before(async () => {
  app = await runningApp()
  token = await app.token('admin')
})
after(() => app.close())

type Method = 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE'
const ask = (method: Method, url: string, payload?: object, headers: Record<string, string> = {}) =>
  app.http.inject({
    method,
    url: `/api/v1${url}`,
    headers: { authorization: `Bearer ${token}`, ...headers },
    ...(payload && { payload }),
  })
const activity = async (query = '') => (await ask('GET', `/activity${query}`)).json()
const source = { kind: 'git', url: 'https://example.org/x.git' }

test('whatever changes something is remembered with who and what; nothing that was written is', async () => {
  await ask('POST', '/projects', { name: 'shop', source })
  await ask('PUT', '/projects/shop/variables/API_KEY', { value: 'canary-value' })
  await ask('GET', '/projects')
  const list = await activity('?project=shop')
  assert.deepEqual(
    list.map(({ who, action, project, subject, done }: Record<string, unknown>) => [
      who,
      action,
      project,
      subject,
      done,
    ]),
    [[`${admin.email} (token admin)`, 'setVariable', 'shop', 'API_KEY', true]],
  )
  const [made] = (await activity()).filter(({ action }: { action: string }) => action === 'createProject')
  assert.equal(made.subject, 'shop')
  const stored = JSON.stringify(await app.deps.database.selectFrom('activity').selectAll().execute())
  assert.ok(!stored.includes('canary'))
})

test('an operation is found from the record of who began it', async () => {
  await ask('POST', '/projects', { name: 'later', source })
  const deploy = (await ask('POST', '/projects/later/deploys', {})).json()
  const [begun] = await activity('?project=later')
  assert.deepEqual([begun.action, begun.deploy], ['deploy', deploy.id])
})

test('what was refused is remembered with its code, a failed sign-in with the address it was for', async () => {
  await ask('DELETE', '/projects/nothing-here')
  const [refused] = await activity('?project=nothing-here')
  assert.deepEqual([refused.action, refused.done, refused.code], ['deleteProject', false, 'not-found'])

  await app.http.inject({
    method: 'POST',
    url: '/api/v1/session',
    payload: { email: admin.email, password: 'not it at all' },
  })
  const [failed] = await activity('?limit=1')
  assert.deepEqual(
    [failed.who, failed.action, failed.done, failed.code],
    [admin.email, 'signIn', false, 'wrong-password'],
  )
})

test('the list goes on from a cursor, and what is too old is forgotten', async () => {
  const first = await activity('?limit=2')
  const next = await activity(`?limit=2&before=${first[1].id}`)
  assert.ok(next[0].id < first[1].id)

  const long = new Date('2001-01-01T00:00:00Z')
  await addActivity(app.deps.database, { at: long, who: 'old', action: 'deploy', done: true })
  assert.equal((await activity('?who=old')).length, 1)
  await forgetActivity(app.deps.database, new Date('2002-01-01T00:00:00Z'))
  assert.equal((await activity('?who=old')).length, 0)
})

test('calls that only look are not remembered; what a call is about comes from its address alone', () => {
  assert.equal(isRemembered(endpoints.checkAccess), false)
  assert.equal(isRemembered(endpoints.turnOn), true)
  assert.deepEqual(aboutWhat({ project: 'shop', version: 3 }, {}), { project: 'shop', subject: 'v3' })
  assert.deepEqual(aboutWhat({ host: 'git.example' }, {}), { project: null, subject: 'git.example' })
})
