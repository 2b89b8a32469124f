import assert from 'node:assert/strict'
import { test } from 'node:test'
import { empty, lines, project, service, upped } from './fixture.ts'
import { plan } from './plan.ts'

const one = service()
const starts = (all: string[]) => all.filter((line) => /^(start|wait)/.test(line))

test('a service starts after those it depends on, however they are listed', () => {
  const desired = project({
    web: service({ depends_on: { api: { required: true } } }),
    api: service({ depends_on: { db: { required: true } } }),
    db: one,
  })
  assert.deepEqual(starts(lines(desired, empty)), [
    'start container p-db-1 (created)',
    'start container p-api-1 (created)',
    'start container p-web-1 (created)',
  ])
})

test('what a service waits for is waited for once, whoever asks', () => {
  const healthy = { depends_on: { db: { condition: 'service_healthy', required: true } } } as const
  const desired = project({ db: one, a: service(healthy), b: service(healthy) })
  assert.deepEqual(starts(lines(desired, empty)), [
    'start container p-db-1 (created)',
    'wait for db to be healthy (others wait for it)',
    'start container p-a-1 (created)',
    'start container p-b-1 (created)',
    'wait for db to be healthy (the engine sees it too)',
  ])
})

test('an optional dependency may fail, a required one may not', () => {
  const desired = project({
    init: one,
    web: service({ depends_on: { init: { condition: 'service_completed_successfully', required: false } } }),
  })
  const waits = plan(desired, empty).flatMap((step) => (step.kind === 'wait' ? [step.required] : []))
  assert.deepEqual(waits, [false])
})

test('an optional dependency that the project does not have is passed over', () => {
  const desired = project({ web: service({ depends_on: { gone: { required: false } } }) })
  assert.deepEqual(starts(lines(desired, empty)), ['start container p-web-1 (created)'])
})

test('a dependency that is healthy already is not waited for', () => {
  const desired = project({
    db: one,
    web: service({ depends_on: { db: { condition: 'service_healthy', required: true } } }),
  })
  const observed = upped(desired, ({ service }) =>
    service === 'db' ? { health: 'healthy' } : { state: 'exited' },
  )
  assert.deepEqual(starts(lines(desired, observed)), ['start container p-web-1 (it is exited)'])
})

test('order holds across a dependency that runs already', () => {
  const desired = project({
    db: one,
    api: service({ depends_on: { db: { required: true } } }),
    web: service({ depends_on: { api: { required: true } } }),
  })
  const observed = upped(desired, ({ service }) => (service === 'api' ? {} : { state: 'exited' }))
  const web = plan(desired, observed).find(({ id }) => id === 'container/p-web-1/start')
  assert.ok(web?.after.includes('container/p-db-1/start'))
})

test('nothing starts before everything is made', () => {
  const desired = project({ a: one, b: one })
  const steps = plan(desired, empty)
  const made = steps.filter(({ kind }) => kind.startsWith('create')).map(({ id }) => id)
  for (const step of steps)
    if (step.kind === 'start-container') assert.ok(made.every((id) => step.after.includes(id)))
})

test('independent services wait for nothing of each other', () => {
  const steps = plan(project({ a: one, b: one }), empty)
  for (const step of steps) assert.ok(!step.after.some((id) => id.endsWith('/start')))
})

test('dependents that ask for it stop before their dependency is replaced, and start again', () => {
  const web = service({ depends_on: { db: { restart: true, required: true } } })
  const before = project({ db: one, web })
  const after = project({ db: service({ user: 'me' }), web })
  assert.deepEqual(lines(after, upped(before)), [
    'create container p-db-1 (configuration changed)',
    'stop container p-web-1 (db is replaced)',
    'stop container p-db-1 (replaced: configuration changed)',
    'remove container p-db-1 (replaced: configuration changed)',
    'rename container the new p-db-1 to p-db-1 (the old one is gone)',
    'start container p-db-1 (created)',
    'start container p-web-1 (it was stopped for the change)',
  ])
})

test('asked to wait, everything runs or is healthy at the end; what completes must complete', () => {
  const desired = project({
    init: one,
    web: service({ depends_on: { init: { condition: 'service_completed_successfully', required: true } } }),
  })
  assert.deepEqual(starts(lines(desired, empty, { wait: true })), [
    'start container p-init-1 (created)',
    'wait for init to be completed (others wait for it)',
    'start container p-web-1 (created)',
    'wait for web to be running or healthy (asked to wait)',
  ])
})

test('a namespace, volumes and links of another service make its container come first', () => {
  for (const fields of [
    { network_mode: 'service:db' },
    { pid: 'service:db' },
    { ipc: 'service:db' },
    { volumes_from: ['db:ro'] },
    { links: ['db:database'] },
  ]) {
    const desired = project({ db: one, web: service({ ...fields, depends_on: { db: { required: true } } }) })
    const create = plan(desired, empty).find(({ id }) => id === 'container/p-web-1/create')
    assert.ok(create?.after.includes('container/p-db-1/create'), JSON.stringify(fields))
  }
})

test('who lives in the network of a replaced service is replaced with it, also where it names the container', () => {
  for (const network_mode of ['service:db', 'container:mine']) {
    const web = service({ network_mode, depends_on: { db: { required: true } } })
    const db = service({ container_name: 'mine' })
    const changes = lines(
      project({ db: service({ container_name: 'mine', user: 'me' }), web }),
      upped(project({ db, web })),
    )
    assert.ok(changes.includes('create container p-web-1 (shares the network of db, which is new)'))
  }
})

test('a thousand services in one tree need nothing once they are up', () => {
  const services = Object.fromEntries(
    Array.from({ length: 1000 }, (_, i) => [
      `s${i}`,
      service(i > 0 ? { depends_on: { [`s${Math.floor(i / 2)}`]: { required: true } } } : {}),
    ]),
  )
  const desired = project(services)
  assert.deepEqual(lines(desired, upped(desired)), [])
})
