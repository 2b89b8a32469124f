import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { apiServer } from '../../test/api-server.ts'
import { keelson } from '../../test/keelson.ts'

const home = mkdtempSync(join(tmpdir(), 'keelson-cli-'))
after(() => rmSync(home, { recursive: true, force: true }))

const at = '2026-01-01T00:00:00.000Z'
const id = '5f0c6a4e-7f0b-4c56-9d57-0f2a2b6a3c11'
const item = (kind: string, name: string, code: string, choice: 'goes' | 'may' | 'stays') => ({
  id: `${kind}:${name}`,
  kind,
  name,
  project: null,
  bytes: 2_000_000,
  may: choice !== 'stays',
  suggested: choice === 'goes',
  because: { code, keep: 5, environment: 'production', hours: 24 },
})
const items = [
  item('version', 'shop/v1', 'beyond-kept', 'goes'),
  item('volume', 'shop-v2_data', 'no-environment', 'may'),
  item('build-cache', 'idle', 'idle', 'may'),
  item('version', 'shop/v6', 'on', 'stays'),
]
const policy = { automatic: false, keepVersions: 5, diskPercent: 80, keepLogsDays: 90 }
const cleanup = (state: string) => ({
  id,
  state,
  items: [{ ...items[0], state: 'removed', said: null }],
  failure: null,
  requestedBy: 'me@example.org',
  createdAt: at,
  startedAt: at,
  finishedAt: state === 'succeeded' ? at : null,
})

test('what would go is shown with its reason, goes when that is meant, and a volume only by its name', async () => {
  let looks = 0
  const server = await apiServer({
    holdings: () => ({
      measuredAt: at,
      disk: { totalBytes: 100, freeBytes: 50 },
      items,
      policy,
      nextAt: null,
    }),
    cleanUp: () => cleanup('queued'),
    oneCleanup: () => {
      looks += 1
      return cleanup(looks > 1 ? 'succeeded' : 'running')
    },
  })
  const env = { KEELSON_URL: server.url, KEELSON_TOKEN: 'kst_test', XDG_CONFIG_HOME: home }
  const bodies = () => server.asked.filter(({ name }) => name === 'cleanUp').map(({ body }) => body)
  try {
    const dry = await keelson(['cleanup', '--dry-run'], { env })
    assert.match(dry.out, /images of shop v1 +2MB +goes +off, not one of the 5 newest/)
    assert.match(dry.out, /volume shop-v2_data +2MB +may go +its environment is gone/)
    assert.match(dry.out, /images of shop v6 +2MB +stays +on in production/)
    const unsure = await keelson(['cleanup'], { env })
    assert.deepEqual([unsure.code, /--yes/.test(unsure.err)], [1, true])
    assert.deepEqual(bodies(), [])

    const done = await keelson(['cleanup', '--yes'], { env })
    assert.deepEqual([done.code, /Freed 2MB\./.test(done.out)], [0, true])
    await keelson(['cleanup', '--yes', '--volume', 'shop-v2_data', '--build-cache'], { env })
    assert.deepEqual(bodies(), [
      { items: ['version:shop/v1'], volumes: [] },
      { items: ['version:shop/v1', 'volume:shop-v2_data', 'build-cache:idle'], volumes: ['shop-v2_data'] },
    ])
    const wrong = await keelson(['cleanup', '--yes', '--volume', 'shop_db'], { env })
    assert.match(wrong.err, /has no volume "shop_db"/)
  } finally {
    await server.close()
  }
})
