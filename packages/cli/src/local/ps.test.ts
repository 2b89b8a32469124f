import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { LABEL } from '@keelson/engine'
import { keelson } from '../../test/keelson.ts'

test('ps of five hundred containers asks the engine for one list', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'keelson-cli-ps-'))
  const asked: string[] = []
  // More containers than a test may start; what they are does not matter here, how often is asked for them does.
  const list = Array.from({ length: 500 }, (_, index) => ({
    Id: String(index).padStart(64, '0'),
    Names: [`/big-web-${index + 1}`],
    Image: 'web',
    ImageID: 'sha256:0',
    Command: 'serve',
    Created: 1_700_000_000,
    State: 'running',
    Status: 'Up 1 hour',
    Ports: [],
    Mounts: [],
    NetworkSettings: { Networks: {} },
    HostConfig: {},
    Labels: {
      [LABEL.project]: 'big',
      [LABEL.service]: 'web',
      [LABEL.number]: String(index + 1),
      [LABEL.oneOff]: 'False',
      [LABEL.hash]: 'h',
    },
  }))
  const engine = createServer((request, response) => {
    asked.push(request.url ?? '')
    response.setHeader('api-version', '1.41')
    response.end(request.url === '/_ping' ? 'OK' : JSON.stringify(list))
  })
  const socket = join(folder, 'docker.sock')
  await new Promise<void>((ready) => engine.listen(socket, ready))
  try {
    const env = { DOCKER_HOST: `unix://${socket}` }
    const { code, out, err } = await keelson(['-p', 'big', 'ps', '-q'], { env, cwd: folder })
    assert.equal(code, 0, err)
    assert.equal(out.trimEnd().split('\n').length, 500)
    assert.deepEqual(
      asked.map((url) => url.replace(/\?.*/, '')),
      ['/_ping', '/v1.41/containers/json'],
    )
  } finally {
    engine.closeAllConnections()
    engine.close()
    rmSync(folder, { recursive: true, force: true })
  }
})
