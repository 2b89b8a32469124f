import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { endpoints } from '@keelson/protocol'
import { type RunningApp, runningApp } from '../../test/running.ts'
import { openShop, type Shop } from '../../test/shop.ts'
import { inColumns, saveServiceMinutes } from './minute-store.ts'
import { ServiceMinutes } from './minutes.ts'

let app: RunningApp
let shop: Shop
let token = ''
const minuteMs = 60_000
/** The minute in which the test began; another may have begun when it asks. */
const now = new Date(Math.floor(Date.now() / minuteMs) * minuteMs)
const ago = (minutes: number) => new Date(now.getTime() - minutes * minuteMs)

before(async () => {
  app = await runningApp()
  token = await app.token('read')
  shop = await openShop(app)
})
after(async () => {
  await shop?.close()
  await app.close()
})

async function usage(query = '') {
  const url = `/api/v1/projects/shop/environments/production/services/web/usage${query}`
  const answer = await app.http.inject({ url, headers: { authorization: `Bearer ${token}` } })
  const columns = endpoints.serviceUsage.answer.parse(answer.json())
  /** What one of them says of a minute. */
  const of = (name: 'cpu' | 'memory' | 'restarts' | 'replicas', minute: Date) =>
    columns[name][columns.at.indexOf(minute.getTime() / 1000)]
  return { ...columns, of }
}

test('every replica is measured each minute, and a restart is counted where it happened', async () => {
  const busy =
    'const until = Date.now() + 4e3; const work = () => { while (Date.now() % 20 < 15); if (Date.now() < until) setImmediate(work) }; work(); setTimeout(() => {}, 1e6)'
  await Promise.all([
    shop.replica('web-1', { command: ['node', '-e', busy] }),
    shop.replica('web-2', {
      command: ['node', '-e', 'setTimeout(() => process.exit(1), 300)'],
      HostConfig: { RestartPolicy: { Name: 'always' } },
    }),
  ])
  await shop.observe()
  const minutes = new ServiceMinutes(app.deps)
  await minutes.look(ago(1))
  assert.ok(
    (await usage()).cpu.every((value) => value === null),
    'one look is no rate',
  )
  const crashed = () => app.deps.observed.of(shop.composeProject).some(({ restartCount }) => restartCount > 1)
  while (!crashed()) await app.deps.observed.changed(1_000, AbortSignal.timeout(20_000))
  await minutes.look(now)
  const all = await usage()
  assert.equal(all.at.length, 60)
  assert.ok((all.of('memory', now) ?? 0) > 5e6, `${all.of('memory', now)} bytes`)
  assert.ok((all.of('cpu', now) ?? 0) > 0.01, `${all.of('cpu', now)} processors`)
  assert.ok((all.of('restarts', now) ?? 0) >= 1)
  const one = await usage(`?replica=${shop.nameOf('web-1')}`)
  assert.deepEqual([one.of('restarts', now), one.of('replicas', now)], [0, 1])
})

test('a day is kept: replicas are summed, what was not measured is a gap, what is older goes', async () => {
  const { database } = app.deps
  await database.deleteFrom('service_minutes').execute()
  const row = (replica: string, at: Date, cpu: number) => ({
    project_id: shop.project.id,
    environment: 'production',
    service: 'web',
    replica,
    at,
    ...{ cpu, memory: 10, received: 1, sent: 2, read: 3, written: 4, restarts: 1 },
  })
  const rows = [
    row('web-1', ago(3), 0.5),
    row('web-2', ago(3), 0.25),
    row('web-1', ago(1_400), 1),
    row('web-1', ago(2_000), 1),
  ]
  await saveServiceMinutes(database, rows, now)
  const day = await usage('?range=day')
  assert.deepEqual([day.at.length, day.cpu.filter((value) => value !== null)], [1_440, [1, 0.75]])
  assert.deepEqual(
    [day.of('replicas', ago(3)), day.of('memory', ago(3)), day.of('restarts', ago(3)), day.of('cpu', ago(2))],
    [2, 20, 2, null],
  )
  assert.deepEqual(
    (await usage('?replica=web-2')).cpu.filter((value) => value !== null),
    [0.25],
  )
  const left = await database.selectFrom('service_minutes').selectAll().execute()
  assert.equal(left.length, 3)
})

test('columns are of the minutes up to now, in order', () => {
  const figures = { cpu: 1, memory: 2, received: 3, sent: 4, read: 5, written: 6, restarts: 0, replicas: 1 }
  const { at, cpu, restarts } = inColumns([{ minute: 9, ...figures }], 10, 3)
  assert.deepEqual(
    [at, cpu, restarts],
    [
      [480, 540, 600],
      [null, 1, null],
      [null, 0, null],
    ],
  )
})
