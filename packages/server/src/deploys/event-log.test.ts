import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { endpoints } from '@keelson/protocol'
import { type RunningApp, runningApp } from '../../test/running.ts'
import { findDeploy, readEvents } from './store.ts'

let app: RunningApp
before(async () => {
  app = await runningApp()
})
after(() => app.close())

/** The log of a deploy that nobody performs. */
async function openLog(project: string) {
  const headers = { authorization: `Bearer ${await app.token('admin')}` }
  const ask = (path: string, payload: object) =>
    app.http.inject({ method: 'POST', url: `/api/v1/projects${path}`, headers, payload })
  const text = 'services:\n  web:\n    image: keelson/node:24\n'
  await ask('', { name: project, source: { kind: 'compose', text } })
  const { id } = endpoints.deploy.answer.parse((await ask(`/${project}/deploys`, {})).json())
  const deploy = await findDeploy(app.deps.database, id)
  assert.ok(deploy)
  return { id, log: await app.eventLogs.open(deploy, (line) => line) }
}
const stored = (id: string) => readEvents(app.deps.database, id, 0, 100_000)

test('more lines at once than one statement can hold are stored, in order and without holes', async () => {
  const { id, log } = await openLog('chatty')
  const count = 40_000
  for (let line = 1; line <= count; line += 1) log.log('apply', 'web', `line ${line}`)
  await log.flush()
  const events = await stored(id)
  assert.equal(events.length, count)
  assert.ok(
    events.every((event, at) => event.seq === at + 1 && 'line' in event && event.line === `line ${at + 1}`),
  )
})

test('a line that no text of the database may hold is stored but for what it may not', async () => {
  const { id, log } = await openLog('binary')
  const halved = `${'-'.repeat(7_999)}😀`
  for (const line of ['before', 'a \0 in it', 'half \ud83d of it', halved, 'after'])
    log.log('build', 'web', line)
  await log.flush()
  const lines = (await stored(id)).map((event) => 'line' in event && event.line)
  const kept = ['before', 'a � in it', 'half � of it', `${'-'.repeat(7_999)}�`, 'after']
  assert.deepEqual(lines, kept)
  assert.equal(log.redact('the last it wrote: \0'), 'the last it wrote: �')
})
