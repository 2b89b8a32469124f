import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type RunningApp, runningApp } from '../../test/running.ts'

let app: RunningApp
let token: string
before(async () => {
  app = await runningApp()
  token = await app.token('deploy')
})
after(() => app.close())

const ask = (method: 'POST' | 'PATCH' | 'GET', url: string, payload?: object) =>
  app.http.inject({
    method,
    url: `/api/v1${url}`,
    headers: { authorization: `Bearer ${token}` },
    ...(payload && { payload }),
  })
const source = (text: string) => ({ kind: 'compose', text })

test('a project may be a Compose file alone: it is kept as written, and changed', async () => {
  const text = 'services: {web: {image: nginx}} # ünïcode, kept\n'
  const made = await ask('POST', '/projects', { name: 'pasted', source: source(text) })
  assert.deepEqual([made.statusCode, made.json().source], [201, source(text)])
  const changed = await ask('PATCH', '/projects/pasted', { source: source('services: {}\n') })
  assert.equal(changed.json().source.text, 'services: {}\n')
  assert.deepEqual((await ask('GET', '/projects/pasted/refs')).json().branches, [])
})

test('an empty file, and one that is too large, are refused with the field', async () => {
  for (const text of ['', 'x'.repeat(256 * 1024 + 1)]) {
    const refused = await ask('POST', '/projects', { name: 'refused', source: source(text) })
    assert.deepEqual([refused.statusCode, refused.json().field], [422, 'source.text'])
  }
})
