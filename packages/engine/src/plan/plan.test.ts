import assert from 'node:assert/strict'
import { test } from 'node:test'
import { empty, lines, project, service, upped } from './fixture.ts'
import { plan } from './plan.ts'

const web = service()
const dependsOn = (name: string, rest = {}) => ({ depends_on: { [name]: { required: true, ...rest } } })

test('a new project: networks and volumes, then containers, then starts', () => {
  const desired = project(
    { web: service({ volumes: [{ type: 'volume', source: 'data', target: '/data' }] }) },
    { volumes: { data: {} } },
  )
  assert.deepEqual(lines(desired, empty), [
    'create network p_default (not there yet)',
    'create volume p_data (not there yet)',
    'create container p-web-1 (not there yet)',
    'start container p-web-1 (created)',
  ])
})

test('a project that is as it should be needs nothing', () => {
  const desired = project({ web, db: service() })
  assert.deepEqual(lines(desired, upped(desired)), [])
})

test('the same inputs give the same steps with the same ids', () => {
  const desired = project({ web: service(dependsOn('db')), db: service({ scale: 3 }) })
  assert.deepEqual(plan(desired, empty), plan(desired, empty))
  const ids = plan(desired, empty).map(({ id }) => id)
  assert.equal(new Set(ids).size, ids.length)
})

test('each step stands after those it waits for', () => {
  const before = project({ db: web, web: service(dependsOn('db', { restart: true })) })
  const after = project({
    db: service({ image: 'app:2' }),
    web: service(dependsOn('db', { restart: true, condition: 'service_healthy' })),
  })
  const seen = new Set<string>()
  for (const step of plan(after, upped(before))) {
    for (const id of step.after) assert.ok(seen.has(id), `${step.id} comes before ${id}`)
    seen.add(step.id)
  }
})

test('a changed service is made again beside the old one, which goes before the new one gets its name', () => {
  const desired = project({ web: service({ environment: { A: '1' } }) })
  assert.deepEqual(lines(desired, upped(project({ web }))), [
    'create container p-web-1 (configuration changed)',
    'stop container p-web-1 (replaced: configuration changed)',
    'remove container p-web-1 (replaced: configuration changed)',
    'rename container the new p-web-1 to p-web-1 (the old one is gone)',
    'start container p-web-1 (created)',
  ])
})

test('a service that was not chosen is not stopped for one that is replaced', () => {
  const both = (db: typeof web) => project({ db, web: service(dependsOn('db', { restart: true })) })
  const changed = both(service({ image: 'app:2' }))
  const touched = lines(changed, upped(both(web)), { services: ['db'] })
  assert.ok(!touched.some((line) => line.includes('p-web-1')), touched.join())
})

test('only the changed service is touched', () => {
  const desired = project({ web: service({ user: 'me' }), db: web })
  const touched = lines(desired, upped(project({ web, db: web })))
  assert.ok(touched.length > 0 && touched.every((line) => !line.includes('db')))
})

test('another image under the same name replaces the container', () => {
  const desired = project({ web })
  const images = new Map([['web', { id: 'sha256:2' }]])
  assert.equal(lines(desired, upped(desired), { images })[0], 'create container p-web-1 (image changed)')
  assert.deepEqual(lines(desired, upped(desired), { images: new Map([['web', { id: 'sha256:1' }]]) }), [])
})

test('scale, dependencies, build and profiles are no reason to replace', () => {
  const desired = project({
    db: web,
    web: service({
      ...dependsOn('db'),
      profiles: ['x'],
      build: { context: '/x' },
      pull_policy: 'always',
      scale: 1,
    }),
  })
  assert.deepEqual(lines(desired, upped(project({ db: web, web }))), [])
})

test('forced: even what fits is replaced; never: not even what changed', () => {
  const desired = project({ web })
  assert.equal(
    lines(desired, upped(desired), { recreate: 'force' })[0],
    'create container p-web-1 (asked for)',
  )
  const changed = project({ web: service({ user: 'me' }) })
  assert.deepEqual(lines(changed, upped(desired), { recreate: 'never' }), [])
})

test('forcing a service leaves its dependencies alone unless they are asked for too', () => {
  const desired = project({ db: web, web: service(dependsOn('db')) })
  const options = { services: ['web'], recreate: 'force' } as const
  assert.ok(lines(desired, upped(desired), options).every((line) => !line.includes('db')))
  const both = lines(desired, upped(desired), { ...options, recreateDependencies: 'force' })
  assert.equal(both[0], 'create container p-db-1 (asked for)')
})

test('what is stopped is started, what is paused is tried', () => {
  const desired = project({ web, db: web })
  const observed = upped(desired, ({ service }) => ({ state: service === 'web' ? 'exited' : 'created' }))
  assert.deepEqual(lines(desired, observed), [
    'start container p-web-1 (it is exited)',
    'start container p-db-1 (it is created)',
  ])
  assert.deepEqual(
    lines(
      desired,
      upped(desired, () => ({ state: 'paused' })),
    ).length,
    2,
  )
})

test('without start, containers are only made', () => {
  const desired = project({ web })
  assert.equal(lines(desired, empty, { start: false }).at(-1), 'create container p-web-1 (not there yet)')
})

test('more containers get the next numbers; holes stay', () => {
  const desired = project({ web })
  const observed = upped(project({ web: service({ scale: 3 }) }))
  observed.containers.splice(1, 1)
  assert.deepEqual(lines(desired, observed, { scale: { web: 3 } }), [
    'create container p-web-4 (web needs 3)',
    'start container p-web-4 (created)',
  ])
})

test('surplus goes from the highest number', () => {
  const observed = upped(project({ web: service({ scale: 3 }) }))
  assert.deepEqual(lines(project({ web }), observed), [
    'stop container p-web-2 (web needs 1)',
    'remove container p-web-2 (web needs 1)',
    'stop container p-web-3 (web needs 1)',
    'remove container p-web-3 (web needs 1)',
  ])
})

test('of a surplus, what no longer fits goes first', () => {
  const desired = project({ web: service({ scale: 2 }) })
  const observed = upped(desired)
  const [first] = observed.containers
  if (first) first.labels = { ...first.labels, 'com.docker.compose.config-hash': 'old' }
  assert.deepEqual(lines(desired, observed, { scale: { web: 1 } }), [
    'stop container p-web-1 (web needs 1)',
    'remove container p-web-1 (web needs 1)',
  ])
})

test('scaled to none, dependents do not wait for it', () => {
  const desired = project({ db: web, web: service(dependsOn('db', { condition: 'service_healthy' })) })
  assert.deepEqual(lines(desired, empty, { scale: { db: 0 } }), [
    'create network p_default (not there yet)',
    'create container p-web-1 (not there yet)',
    'start container p-web-1 (created)',
  ])
})

test('a container name cannot be shared', () => {
  const desired = project({ web: service({ container_name: 'mine', scale: 2 }) })
  assert.throws(() => plan(desired, empty), /"web" has the container_name "mine", so it cannot have 2/)
})

test('an interrupted replacement is completed', () => {
  const desired = project({ web })
  const observed = upped(desired, () => ({ name: '0123456789ab_p-web-1' }))
  assert.deepEqual(lines(desired, observed), [
    'rename container 0123456789ab_p-web-1 to p-web-1 (a replacement was interrupted)',
  ])
})

test('an unknown service is refused with the ones there are', () => {
  assert.throws(() => plan(project({ web }), empty, { services: ['wbe'] }), /no service "wbe". It has: web/)
})

test('a service alone comes with what it depends on, or not', () => {
  const desired = project({ db: web, web: service(dependsOn('db')), lone: web })
  const made = (options = {}) =>
    lines(desired, empty, { services: ['web'], ...options }).filter((line) =>
      line.startsWith('create container'),
    )
  assert.deepEqual(made(), [
    'create container p-db-1 (not there yet)',
    'create container p-web-1 (not there yet)',
  ])
  assert.deepEqual(made({ noDeps: true }), ['create container p-web-1 (not there yet)'])
})

test('orphans are named, removed when asked, or ignored', () => {
  const desired = project({ web })
  const observed = upped(project({ web, old: web }))
  assert.deepEqual(lines(desired, observed), [
    'warning: Found containers of services that the project does not have: p-old-1. Remove them with --remove-orphans.',
  ])
  assert.deepEqual(lines(desired, observed, { removeOrphans: true }), [
    'stop container p-old-1 (the project has no service old)',
    'remove container p-old-1 (the project has no service old)',
  ])
  assert.deepEqual(lines(desired, observed, { ignoreOrphans: true }), [])
})

test('a service that takes the name of one that goes waits for that, and so do two that swap theirs', () => {
  const named = (container_name: string) => service({ container_name })
  const renamed = lines(project({ fresh: named('own') }), upped(project({ old: named('own') })), {
    removeOrphans: true,
  })
  assert.deepEqual(renamed, [
    'create container own (not there yet)',
    'stop container own (the project has no service old)',
    'remove container own (the project has no service old)',
    'rename container the new own to own (the old one is gone)',
    'start container own (created)',
  ])
  const swapped = plan(
    project({ a: named('two'), b: named('one') }),
    upped(project({ a: named('one'), b: named('two') })),
  )
  const renames = swapped.filter(({ kind }) => kind === 'rename-container')
  assert.deepEqual(
    renames.map(({ after }) => after),
    [
      ['container/one/remove', 'container/two/remove'],
      ['container/two/remove', 'container/one/remove'],
    ],
  )
  for (const [index, step] of swapped.entries())
    for (const id of step.after) assert.ok(swapped.findIndex((one) => one.id === id) < index)
})

test('services of inactive profiles are no orphans', () => {
  const observed = upped(project({ web, debug: web }))
  assert.deepEqual(lines(project({ web }), observed, { removeOrphans: true, known: ['debug'] }), [])
})

test('a one-off that runs is no orphan, one that is over is', () => {
  const desired = project({ web })
  for (const [state, removed] of [
    ['running', 0],
    ['exited', 1],
  ] as const) {
    const observed = upped(desired)
    const [first] = observed.containers
    if (first) observed.containers.push({ ...first, name: 'p-web-run-1', number: 0, oneOff: true, state })
    assert.equal(lines(desired, observed, { removeOrphans: true }).length, removed)
  }
})
