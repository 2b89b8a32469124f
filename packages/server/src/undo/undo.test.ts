import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, test } from 'node:test'
import { type RunningApp, runningApp } from '../../test/running.ts'
import { hashSecret, randomSecret } from '../access/secrets.ts'
import { createToken } from '../access/store.ts'
import { changeEnvironment, ensureEnvironment } from '../environments/store.ts'
import { findProject } from '../projects/store.ts'
import { listVariables } from '../variables/store.ts'
import { changeVersion, createVersion } from '../versions/store.ts'

let app: RunningApp
let token: string
let project: string
before(async () => {
  app = await runningApp()
  token = await app.token('deploy')
  const source = { kind: 'git', url: 'https://example.org/x.git' }
  await ask('POST', '/projects', { name: 'shop', source })
  project = (await findProject(app.deps.database, 'shop'))?.id ?? ''
  // There is no balancer here: what would be told to it is told to nobody.
  app.deps.router.route = async () => {}
})
after(() => app.close())

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE'
const ask = (method: Method, url: string, payload?: object, as = token) =>
  app.http.inject({
    method,
    url: `/api/v1${url}`,
    headers: { authorization: `Bearer ${as}` },
    ...(payload && { payload }),
  })
const undo = (id: string, as = token) => ask('POST', `/undo/${id}`, undefined, as)

test('a removed secret returns with its value, once, and in between nobody can read it', async () => {
  const { database, sealing } = app.deps
  await ask('PUT', '/projects/shop/variables/KEY', { value: 'canary-secret', secret: true })
  const removed = (await ask('DELETE', '/projects/shop/variables/KEY')).json()
  assert.deepEqual(await listVariables(database, sealing, project), [])
  const kept = await database.selectFrom('undos').selectAll().execute()
  assert.ok(!kept.some(({ sealed }) => sealed.includes('canary-secret')))

  assert.deepEqual((await undo(removed.undo)).json(), { deploy: null })
  const [back] = await listVariables(database, sealing, project)
  assert.deepEqual([back?.name, back?.secret, back?.value], ['KEY', true, 'canary-secret'])
  assert.equal((await undo(removed.undo)).json().code, 'not-found')
})

test('what somebody put there in the meantime is not overwritten', async () => {
  await ask('PUT', '/projects/shop/variables/KEY', { value: 'first', secret: false })
  const { undo: id } = (await ask('DELETE', '/projects/shop/variables/KEY')).json()
  await ask('PUT', '/projects/shop/variables/KEY', { value: 'second', secret: false })
  assert.equal((await undo(id)).json().code, 'wrong-state')
  const [variable] = (await ask('GET', '/projects/shop/variables')).json()
  assert.equal(variable.value, 'second')
})

test('only whoever removed it can have it back, and not for ever', async () => {
  const { database } = app.deps
  const other = randomUUID()
  await database
    .insertInto('users')
    .values({ id: other, email: 'bea@example.test', password_hash: '', scope: 'admin' })
    .execute()
  const secret = randomSecret('keelson')
  await createToken(database, { userId: other, name: 'x', scope: 'admin', hash: hashSecret(secret) })
  const { undo: id } = (await ask('DELETE', '/projects/shop/variables/KEY')).json()
  assert.equal((await undo(id, secret)).statusCode, 404)
  await database
    .updateTable('undos')
    .set({ expires_at: new Date(Date.now() - 1) })
    .execute()
  assert.equal((await undo(id)).statusCode, 404)
})

test('a removed access rule returns with its passwords, a domain with its certificate', async () => {
  const { database } = app.deps
  const rule = '/projects/shop/environments/production/access/web'
  await ask('PUT', rule, { users: [{ name: 'ada', password: 'only once' }], networks: ['192.0.2.0/24'] })
  const before = await database.selectFrom('access_rules').selectAll().execute()
  const { undo: ruleBack } = (await ask('DELETE', rule)).json()
  assert.deepEqual(await database.selectFrom('access_rules').selectAll().execute(), [])
  await undo(ruleBack)
  assert.deepEqual(await database.selectFrom('access_rules').selectAll().execute(), before)

  const certificate = {
    id: randomUUID(),
    kind: 'automatic' as const,
    names: '["shop.example.org"]',
    chain: 'chain',
    key_sealed: Buffer.from([0, 255, 7]),
    issuer: 'x',
    serial: '1',
    fingerprint: 'f',
    starts_at: new Date(0),
    expires_at: new Date(1e12),
  }
  await database.insertInto('certificates').values(certificate).execute()
  const order = { host: 'shop.example.org', attempts: '[]', problem: null, claimed_until: null }
  await database
    .insertInto('certificate_orders')
    .values({ ...order, certificate_id: certificate.id })
    .execute()
  const domain = { host: order.host, project_id: project, environment: 'production', service: 'web' }
  await database
    .insertInto('domains')
    .values({ ...domain, redirect: true, hsts: 60, dns: '{"state":"right"}', checked_at: new Date(5) })
    .execute()
  const all = async () => [
    await database.selectFrom('domains').selectAll().execute(),
    await database.selectFrom('certificates').selectAll().execute(),
    await database.selectFrom('certificate_orders').selectAll().execute(),
  ]
  const whole = await all()
  const { undo: domainBack } = (await ask('DELETE', '/projects/shop/domains/shop.example.org')).json()
  // As the keeper of certificates does when a host is gone.
  await database.deleteFrom('certificates').execute()
  assert.deepEqual(
    (await all()).map(({ length }) => length),
    [0, 0, 1],
  )
  await undo(domainBack)
  assert.deepEqual(await all(), whole)
})

test('turning off and scaling are taken back by the opposite operation, a deletion before it begins', async () => {
  const { database } = app.deps
  const deploy = (await ask('POST', '/projects/shop/deploys', {})).json().id
  const commit = { commit: 'c', author: 'a', message: 'm', committedAt: null, ref: 'main', deploy }
  const number = await createVersion(database, project, commit)
  await changeVersion(database, project, number, { state: 'ready' })
  await database
    .updateTable('versions')
    .set({
      outline: JSON.stringify({
        services: [{ name: 'web', image: 'x', replicas: 1 }],
        routes: [],
        ports: [],
      }),
    })
    .execute()
  const place = await ensureEnvironment(database, project, 'production', 'shop-production')
  await changeEnvironment(database, place, { version: number, last_version: number, scale: { web: 3 } })

  const scaled = await ask('PUT', '/projects/shop/environments/production/services/web/scale', {
    replicas: 1,
  })
  const unscaled = (await undo(scaled.json().id)).json()
  const found = (await ask('GET', `/deploys/${unscaled.deploy}`)).json()
  assert.deepEqual([found.kind, found.scale], ['scale', { service: 'web', replicas: 3 }])

  const off = await ask('POST', `/projects/shop/versions/${number}/off`, {})
  const on = (await ask('GET', `/deploys/${(await undo(off.json().id)).json().deploy}`)).json()
  assert.deepEqual([on.kind, on.environment, on.version], ['on', 'production', number])

  const deleted = (await ask('DELETE', `/projects/shop/versions/${number}?grace=30`)).json()
  assert.equal((await undo(deleted.id)).statusCode, 200)
  assert.equal((await ask('GET', `/deploys/${deleted.id}`)).json().state, 'cancelled')
})
