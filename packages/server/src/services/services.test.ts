import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { createContainer, inspectContainer } from '@keelson/engine'
import { endpoints } from '@keelson/protocol'
import { type RunningApp, runningApp } from '../../test/running.ts'
import { at, openShop, type Shop } from '../../test/shop.ts'
import { createDeploy } from '../deploys/store.ts'
import { Traffic } from '../environments/traffic.ts'
import { Refusal } from '../http/refusal.ts'
import { findProject } from '../projects/store.ts'
import { restartReplicas, startReplicas, stopReplicas, verdictOf } from './power.ts'

let app: RunningApp
let shop: Shop
const made: string[] = []
const tokens = { read: '', deploy: '', admin: '' }
const path = '/api/v1/projects/shop/environments/production/services/web'

before(async () => {
  app = await runningApp()
  for (const scope of ['read', 'deploy', 'admin'] as const) tokens[scope] = await app.token(scope)
  shop = await openShop(app)
  await ask('admin', 'PUT', '/api/v1/projects/shop/variables/PASSWORD', { value: 'hunter2hunter2' })
  for (const number of [1, 2]) made.push(await replica(number))
  await shop.observe()
})
after(async () => {
  await shop?.close()
  await app.close()
})

const idle = 'setInterval(() => {}, 1e6); process.on("SIGTERM", () => process.exit(0))'
const replica = (number: number) =>
  shop.replica(`web-${number}`, {
    command: ['node', '-e', idle, 'hunter2hunter2'],
    Env: ['PASSWORD=hunter2hunter2', 'GREETING=hello=there'],
    HostConfig: { Memory: 64 << 20, NanoCpus: 5e8 },
  })

async function ask(who: keyof typeof tokens, method: 'GET' | 'POST' | 'PUT', url: string, payload?: object) {
  const answer = await app.http.inject({
    method,
    url,
    headers: { authorization: `Bearer ${tokens[who]}` },
    ...(payload && { payload }),
  })
  return { status: answer.statusCode, body: answer.json(), text: answer.body }
}

const power = () => {
  const route = async () => {}
  const traffic = new Traffic({ balancer: app.deps.balancer, route, applied: () => undefined })
  return { ...app.deps, locks: app.locks, router: { route, traffic } }
}
const startedAt = async (id: string) => (await inspectContainer(app.deps.docker, id)).State.StartedAt
const running = async (id: string) => (await inspectContainer(app.deps.docker, id)).State.Running

test('a replica is seen whole, but for values of its environment and what is known as secret', async () => {
  const { status, body, text } = await ask('read', 'GET', `${path}/replicas/${made[0]}`)
  assert.equal(status, 200, text)
  const seen = endpoints.inspectReplica.answer.parse(body)
  assert.deepEqual(seen.container.limits, { memoryBytes: 64 << 20, cpus: 0.5 })
  assert.ok(seen.container.environment.includes('PASSWORD'))
  assert.equal(seen.networks[0]?.name, 'bridge')
  assert.match(seen.image.platform, /^linux\//)
  assert.ok(!text.includes('hunter2'), 'neither in the environment nor in the command')
  assert.ok(!text.includes('hello=there'))
  assert.match(JSON.stringify(seen.raw.container), /"GREETING=•••"/)
})

test('values are for administrators, and whoever reads them is remembered', async () => {
  const url = `${path}/replicas/${made[0]}/environment`
  assert.equal((await ask('deploy', 'POST', url)).status, 403)
  const values = endpoints.revealEnvironment.answer.parse((await ask('admin', 'POST', url)).body)
  assert.ok(values.some(({ name, value }) => name === 'PASSWORD' && value === 'hunter2hunter2'))
  assert.ok(values.some(({ name, value }) => name === 'GREETING' && value === 'hello=there'))
  const [last] = endpoints.activity.answer.parse((await ask('admin', 'GET', '/api/v1/activity')).body)
  assert.equal(last?.action, 'revealEnvironment')
  assert.equal(last?.subject, `production web ${made[0]?.slice(0, 12)}`)
})

test('containers of others are out of reach, whatever id is named', async () => {
  const { docker } = app.deps
  const { Id } = await createContainer(docker, shop.nameOf('stranger'), { Image: 'keelson/node:24' })
  shop.made.push(Id)
  for (const [method, more] of [
    ['GET', ''],
    ['POST', '/environment'],
    ['POST', '/stop'],
  ] as const) {
    const { status, body } = await ask('admin', method, `${path}/replicas/${Id}${more}`)
    assert.equal(status, 404)
    assert.match(body.detail, /no such replica/)
  }
  assert.equal((await ask('admin', 'GET', `${path}/replicas/..%2f..%2finfo`)).status, 422)
})

test('one replica is stopped and started again, and all are restarted', async () => {
  const [one = '', other = ''] = made
  await stopReplicas(power(), { ...at, replica: one })
  assert.deepEqual([await running(one), await running(other)], [false, true])
  await startReplicas(power(), { ...at, replica: one })
  assert.equal(await running(one), true)
  const before = await Promise.all([startedAt(one), startedAt(other)])
  await restartReplicas(power(), { ...at, replica: 'all' })
  const now = await Promise.all([startedAt(one), startedAt(other)])
  assert.ok(now[0] !== before[0] && now[1] !== before[1], 'both were started anew')
  assert.ok((now[0] ?? '') < (now[1] ?? ''), 'one after the other')
})

test('while a deploy changes the environment, nobody else stops or starts there', async () => {
  const { database } = app.deps
  const project = await findProject(database, 'shop')
  const operation = {
    kind: 'off' as const,
    environment: 'production',
    version: null,
    ref: null,
    requestedBy: 'ada',
  }
  const { deploy } = await createDeploy(database, project?.id ?? '', operation, async () => {})
  const refused = stopReplicas(power(), { ...at, replica: 'all' })
  await assert.rejects(
    refused,
    (error) => error instanceof Refusal && /Wait until it has ended/.test(error.message),
  )
  await database.deleteFrom('deploys').where('id', '=', deploy.id).execute()
})

test('whether a replica came up is told from what the engine says', () => {
  const verdict = (more: Partial<NonNullable<Parameters<typeof verdictOf>[0]>>) =>
    verdictOf({ state: 'running', health: 'none', exitCode: null, restarts: false, ...more })
  assert.equal(verdict({}), 'serves')
  assert.equal(verdict({ health: 'starting' }), 'comes')
  assert.equal(verdict({ health: 'unhealthy' }), 'its health check fails')
  assert.equal(verdict({ state: 'exited', exitCode: 0 }), 'serves')
  assert.equal(verdict({ state: 'exited', exitCode: 3 }), 'it ended with exit code 3')
  assert.equal(verdict({ state: 'exited', exitCode: 3, restarts: true }), 'comes')
  assert.equal(verdictOf(undefined), 'it is gone')
})
