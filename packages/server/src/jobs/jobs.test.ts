import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type RunningApp, runningApp } from '../../test/running.ts'
import { changeDeploy } from '../deploys/store.ts'
import { perMinute } from './minutes.ts'

let app: RunningApp
let token: string
before(async () => {
  app = await runningApp()
  token = await app.token('deploy')
})
after(() => app.close())

const ask = (method: 'GET' | 'POST', url: string, payload?: object) =>
  app.http.inject({
    method,
    url: `/api/v1${url}`,
    headers: { authorization: `Bearer ${token}` },
    ...(payload && { payload }),
  })

test('the queue is seen over all projects: what waits, what runs, what ended and how it went', async () => {
  const deploys = []
  for (const name of ['one', 'two', 'three']) {
    await ask('POST', '/projects', { name, source: { kind: 'git', url: 'https://example.org/x.git' } })
    deploys.push((await ask('POST', `/projects/${name}/deploys`, { ref: name })).json())
  }
  const [first, second] = deploys
  const { database } = app.deps
  await changeDeploy(database, first.id, ['queued'], { state: 'running', started_at: new Date() })
  await changeDeploy(database, second.id, ['queued'], {
    state: 'failed',
    started_at: new Date(Date.now() - 4000),
    finished_at: new Date(),
  })
  const jobs = (await ask('GET', '/jobs')).json()
  const names = (list: { project: string }[]) => list.map(({ project }) => project)
  assert.deepEqual(
    [names(jobs.queued), names(jobs.running), names(jobs.ended)],
    [['three'], ['one'], ['two']],
  )
  assert.deepEqual([jobs.workers[0].process, jobs.workers[0].busy], [process.pid, 1])
  const ended = jobs.minutes.reduce((sum: number, minute: { failed: number }) => sum + minute.failed, 0)
  assert.deepEqual([jobs.minutes.length, ended], [60, 1])
})

test('what did not succeed is asked for once more with everything that it was; what runs is not', async () => {
  const { ended, running } = (await ask('GET', '/jobs')).json()
  const again = await ask('POST', `/deploys/${ended[0].id}/retry`)
  assert.deepEqual(
    [again.statusCode, again.json().ref, again.json().state, again.json().environment],
    [202, 'two', 'queued', 'production'],
  )
  assert.equal((await ask('POST', `/deploys/${running[0].id}/retry`)).json().code, 'wrong-state')
})

test('minutes: counted where they ended, waits where they began, empty ones too', () => {
  const at = (text: string) => new Date(`2026-01-01T${text}Z`)
  const minutes = perMinute(
    [
      {
        state: 'succeeded',
        created_at: at('10:00:10'),
        started_at: at('10:00:20'),
        finished_at: at('10:01:30'),
      },
      {
        state: 'failed',
        created_at: at('10:01:00'),
        started_at: at('10:01:30'),
        finished_at: at('10:01:40'),
      },
      { state: 'running', created_at: at('10:02:00'), started_at: null, finished_at: null },
    ],
    at('10:02:30'),
    3,
  )
  assert.deepEqual(minutes, [
    { at: '2026-01-01T10:00:00.000Z', ended: 0, failed: 0, waitedMs: 10_000, tookMs: null },
    { at: '2026-01-01T10:01:00.000Z', ended: 2, failed: 1, waitedMs: 30_000, tookMs: 40_000 },
    { at: '2026-01-01T10:02:00.000Z', ended: 0, failed: 0, waitedMs: null, tookMs: null },
  ])
})
