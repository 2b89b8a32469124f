import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { apiServer } from '../../test/api-server.ts'
import { keelson } from '../../test/keelson.ts'

const home = mkdtempSync(join(tmpdir(), 'keelson-cli-'))
after(() => rmSync(home, { recursive: true, force: true }))

const id = '5f0c6a4e-7f0b-4c56-9d57-0f2a2b6a3c11'
const at = '2026-01-01T00:00:00.000Z'
const deploy = {
  id,
  project: 'shop',
  kind: 'scale',
  environment: 'production',
  version: 3,
  ref: null,
  state: 'succeeded',
  stages: [],
  failure: null,
  requestedBy: 'me@example.org',
  createdAt: at,
  startedAt: at,
  finishedAt: at,
}

test('services of a server are scaled one after the other; "file" is the number of the Compose file', async () => {
  const server = await apiServer({
    scaleService: () => deploy,
    deployEvents: () => [{ seq: 1, at, kind: 'outcome', state: 'succeeded', failure: null }],
    oneDeploy: () => deploy,
  })
  const env = { KEELSON_URL: server.url, KEELSON_TOKEN: 'kst_test', XDG_CONFIG_HOME: home }
  try {
    const ran = await keelson(['scale', '--project', 'shop', 'web=4', 'worker=file'], { env })
    assert.equal(ran.err.includes('error'), false, ran.err)
    assert.equal(ran.code, 0)
    const scaled = server.asked.filter(({ name }) => name === 'scaleService')
    assert.deepEqual(
      scaled.map(({ body }) => body),
      [{ replicas: 4 }, { replicas: null }],
    )
    const wrong = await keelson(['scale', '--project', 'shop', 'web=many'], { env })
    assert.notEqual(wrong.code, 0)
    assert.match(wrong.err, /SERVICE=NUMBER or SERVICE=file/)
  } finally {
    await server.close()
  }
})
