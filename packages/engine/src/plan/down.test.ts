import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Observed } from '../observed.ts'
import { type DownOptions, planDown } from './down.ts'
import { project, service, upped } from './fixture.ts'
import { show } from './step.ts'

const data = { type: 'volume', source: 'data', target: '/data' }
const desired = project(
  { db: service({ volumes: [data] }), web: service({ depends_on: { db: { required: true } } }) },
  { volumes: { data: {} } },
)
const lines = (observed: Observed, options: DownOptions) =>
  show(planDown(observed, options)).map((line) => line.replace(/ \(.*/, ''))

test('dependents stop first; networks go last; volumes stay', () => {
  assert.deepEqual(lines(upped(desired), { project: desired }), [
    'stop container p-web-1',
    'stop container p-db-1',
    'remove container p-db-1',
    'remove container p-web-1',
    'remove network p_default',
  ])
})

test('by name alone the same is known from labels', () => {
  const steps = planDown(upped(desired))
  assert.ok(steps.find(({ id }) => id === 'container/p-db-1/stop')?.after.includes('container/p-web-1/stop'))
  assert.equal(show(steps).at(-1), 'remove network p_default (the project is taken down)')
})

test('volumes go when asked, external ones never', () => {
  assert.ok(lines(upped(desired), { project: desired, volumes: true }).includes('remove volume p_data'))
  const external = project(desired.services, { volumes: { data: { external: true } } })
  assert.ok(!lines(upped(desired), { project: external, volumes: true }).includes('remove volume p_data'))
})

test('containers of services that the project does not have stay, unless orphans go', () => {
  const observed = upped(project({ ...desired.services, old: service() }, { volumes: { data: {} } }))
  assert.ok(!lines(observed, { project: desired }).includes('remove container p-old-1'))
  assert.ok(lines(observed, { project: desired, removeOrphans: true }).includes('remove container p-old-1'))
  assert.ok(lines(observed, {}).includes('remove container p-old-1'))
  const off = { project: desired, removeOrphans: true, known: ['old'] }
  assert.ok(!lines(observed, off).includes('remove container p-old-1'))
})

test('one-offs go with the orphans only, by name alone too', () => {
  const observed = upped(desired)
  const [first] = observed.containers
  if (first) observed.containers.push({ ...first, name: 'p-web-run-1', number: 0, oneOff: true })
  for (const options of [{ project: desired }, {}]) {
    assert.ok(!lines(observed, options).includes('remove container p-web-run-1'))
    assert.ok(lines(observed, { ...options, removeOrphans: true }).includes('remove container p-web-run-1'))
  }
})

test('one service alone: its containers, and the networks that nobody else is in', () => {
  assert.deepEqual(lines(upped(desired), { project: desired, services: ['web'] }), [
    'stop container p-web-1',
    'remove container p-web-1',
  ])
  const back = { ...service(), networks: { default: null, back: null } }
  const apart = project(
    { ...desired.services, web: back },
    { ...desired, networks: { default: {}, back: {} } },
  )
  assert.equal(lines(upped(apart), { project: apart, services: ['web'] }).at(-1), 'remove network p_back')
})

test('images: those without a name of their own, or all', () => {
  const built = project({ a: service({ image: 'mine:1' }), b: { command: null, entrypoint: null } })
  const images = (images: 'local' | 'all') =>
    lines(upped(built), { project: built, images }).filter((line) => line.includes('image'))
  assert.deepEqual(images('local'), ['remove image p-b'])
  assert.deepEqual(images('all'), ['remove image mine:1', 'remove image p-b'])
})

test('what does not run is only removed', () => {
  const observed = upped(desired, () => ({ state: 'exited' }))
  assert.ok(lines(observed, { project: desired }).every((line) => !line.startsWith('stop')))
})
