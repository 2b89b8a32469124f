import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { load, memoryResources } from '@keelson/compose'
import type { PlannedDeploy, Topology } from '@keelson/protocol'
import { type RunningApp, runningApp } from '../../test/running.ts'
import { createDeploy } from '../deploys/store.ts'
import { changeEnvironment, ensureEnvironment } from '../environments/store.ts'
import { findProject } from '../projects/store.ts'
import { pinImages } from './model.ts'
import { outlineOf } from './outline.ts'
import { createVersion, recordBuilt } from './store.ts'

let app: RunningApp
let token = ''
before(async () => {
  app = await runningApp()
  token = await app.token('read')
  await app.http.inject({
    method: 'POST',
    url: '/api/v1/projects',
    headers: { authorization: `Bearer ${await app.token('admin')}` },
    payload: { name: 'shop', source: { kind: 'git', url: 'https://example.org/shop.git' } },
  })
  await build('services: { web: { image: web, environment: { TOKEN: hunter2 } } }')
  await build(`
    services:
      web: { image: web, volumes: ["./pages:/pages", "data:/data"], environment: { TOKEN: hunter3 } }
      db: { image: db, environment: { PASSWORD: hunter2 } }
    volumes: { data: {} }
  `)
  await build(undefined)
})
after(() => app.close())

const ask = (path: string) =>
  app.http.inject({
    method: 'GET',
    url: `/api/v1/projects/shop/versions/${path}`,
    headers: { authorization: `Bearer ${token}` },
  })

/** Records a version as the worker does when it has built this file; without one it was never built whole. */
async function build(text: string | undefined): Promise<void> {
  const { database, sealing, places } = app.deps
  const project = await findProject(database, 'shop')
  assert.ok(project)
  const operation = { kind: 'deploy' as const, environment: null, version: null, ref: null, requestedBy: '' }
  const { deploy } = await createDeploy(database, project.id, operation, async () => {})
  const commit = { commit: 'c'.repeat(40), author: 'Ada', message: 'm', committedAt: null, ref: 'main' }
  const number = await createVersion(database, project.id, { ...commit, deploy: deploy.id })
  if (text === undefined) return
  const checkout = places.checkout('shop', number)
  const loaded = load({
    files: [`${checkout}/compose.yaml`],
    projectDirectory: checkout,
    name: 'shop-production',
    environment: {},
    resources: memoryResources({ 'compose.yaml': text }, checkout),
  })
  assert.ok(loaded.ok)
  const ids = new Map(Object.keys(loaded.project.services).map((name) => [name, `sha256:${name}`]))
  const model = pinImages(loaded.project, ids)
  await recordBuilt(database, sealing, {
    projectId: project.id,
    number,
    model: JSON.stringify({ project: model, contents: loaded.contents, disabled: [] }),
    images: [...ids].map(([service, id]) => ({
      service,
      image: `${service}:1`,
      id,
      built: true,
      made: true,
    })),
    outline: outlineOf(model),
  })
}

test('a version’s topology has the names of its images, paths within the project, and no values', async () => {
  const answer = await ask('2/topology')
  const { name, services }: Topology = answer.json()
  assert.equal(name, 'shop')
  assert.deepEqual(
    services.map((service) => [service.name, service.image, service.mounts.map(({ volume }) => volume)]),
    [
      ['db', 'db:1', []],
      ['web', 'web:1', ['./pages', 'data']],
    ],
  )
  assert.doesNotMatch(answer.body, /hunter|sha256|checkouts/)
})

test('two versions are compared; one that was never built whole is refused with the reason', async () => {
  const { services, volumes } = (await ask('1/compare/2')).json()
  assert.deepEqual(
    services.map(({ name, change }: { name: string; change: string }) => `${name} ${change}`),
    ['db added', 'web changed'],
  )
  assert.deepEqual(volumes.added, ['data'])
  assert.doesNotMatch((await ask('1/compare/2')).body, /hunter|checkouts/)
  const unbuilt = await ask('1/compare/3')
  assert.deepEqual([unbuilt.statusCode, unbuilt.json().code], [409, 'wrong-state'])
  assert.equal((await ask('1/compare/9')).statusCode, 404)
})

test('the plan of a version is told before it runs, and nothing is done', async () => {
  const answer = await ask('2/plan')
  const plan: PlannedDeploy = answer.json()
  assert.deepEqual([plan.environment, plan.version, plan.replaces], ['production', 2, null])
  const texts = plan.steps.map(({ does }) => does.text)
  assert.ok(
    texts.some((text) => /create network .*default/.test(text)),
    texts.join(),
  )
  assert.ok(
    texts.some((text) => /create container .*web-1/.test(text)),
    texts.join(),
  )
  assert.ok(plan.steps.every(({ because }) => because !== null && because.text !== ''))
  assert.equal((await ask('2/plan?environment=v2')).json().environment, 'v2')
  const { database } = app.deps
  const places = await database.selectFrom('environments').selectAll().execute()
  assert.ok(places.every(({ version }) => version === null))
  assert.doesNotMatch(answer.body, /hunter/)
})

test('for a version that is on in a preview the plan says whether production can take it over, and why not', async () => {
  const { database } = app.deps
  const project = await findProject(database, 'shop')
  assert.ok(project)
  await database.updateTable('deploys').set({ state: 'succeeded' }).execute()
  for (const [name, version] of [
    ['production', 1],
    ['v2', 2],
  ] as const) {
    const place = await ensureEnvironment(database, project.id, name, `shop-${name}`)
    await changeEnvironment(database, place, { version, last_version: version })
  }
  const plan: PlannedDeploy = (await ask('2/plan?environment=production')).json()
  assert.equal(plan.replaces, 1)
  // Nothing of it runs, so all of it would have to be made.
  assert.match(
    plan.takeover?.text ?? '',
    /^What runs in v2 cannot be taken over as it is: production would create/,
  )
  assert.ok(plan.steps.length > 0)
  assert.equal((await ask('1/plan?environment=production')).json().takeover, null)
})
