import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { test } from 'node:test'
import { docker, inventory } from './harness/engine.ts'
import { startPlatform } from './harness/platform.ts'
import { startTraffic } from './harness/traffic.ts'
import { open } from './harness/web.ts'

test('two installations share an engine without meeting, and each goes without a trace', async () => {
  const [one, two] = await Promise.all([startPlatform(), startPlatform()])
  try {
    const ids = [await one.call('installation'), await two.call('installation')].map(({ id }) => id)
    assert.notEqual(ids[0], ids[1])
    const traces = () => Promise.all(ids.map((id) => inventory(`io.keelson.installation=${id}`)))

    // The same application in both: counted apart.
    for (const platform of [one, two]) await platform.must(['catalog', 'deploy', 'visits', '--wait'])
    /** Visits the page, and gives how many visits there were. */
    const visits = async (platform: typeof one): Promise<number> => {
      const url = `http://visits.localhost:${platform.port}`
      assert.equal((await open(`${url}/`)).status, 200)
      return JSON.parse((await open(`${url}/api/visits`)).body).visits
    }
    assert.equal(await visits(one), 1)
    assert.equal(await visits(one), 2)
    assert.equal(await visits(two), 1)

    // Off and on: the count survives.
    await one.must(['off', 'visits', 'v1'])
    assert.equal((await open(`http://visits.localhost:${one.port}/`)).status, 503)
    assert.equal(await visits(two), 2)
    await one.must(['on', 'visits', 'v1'])
    assert.equal(await visits(one), 3)

    // SIGTERM ends the server only: what is deployed and the balancer go on.
    const traffic = startTraffic(`http://visits.localhost:${one.port}/health`)
    assert.equal(await one.end('SIGTERM'), 0)
    assert.equal((await open(`http://visits.localhost:${one.port}/api/visits`)).status, 200)
    assert.equal((await open(`${one.url}/`)).status, 503)
    await one.start()
    assert.deepEqual((await traffic.stop()).failures, [])

    await two.close()
    const [stays, gone] = await traces()
    assert.deepEqual(gone, { containers: [], images: [], networks: [], volumes: [] })
    assert.ok((stays?.containers.length ?? 0) >= 4, 'the other installation is whole')
    assert.equal(existsSync(two.home), false)
    assert.equal(await visits(one), 4)
    assert.match(await docker('images', 'keelson/node:24', '--format', '{{.Repository}}'), /keelson\/node/)
  } finally {
    await Promise.allSettled([one.close(), two.close()])
  }
})

test('the first start sets its administrator by a link that works once', async () => {
  const platform = await startPlatform({
    env: { KEELSON_ADMIN_EMAIL: '', KEELSON_ADMIN_PASSWORD: '' },
    signIn: false,
  })
  try {
    const link = platform.said.map((line) => /https?:\S+\/setup\S+/.exec(line)?.[0]).find(Boolean)
    assert.ok(link, platform.said.join('\n'))
    const token = new URL(link).searchParams.get('token')
    const set = (password: string, email = 'ada@example.test') =>
      open(`${platform.url}/api/v1/setup`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', origin: platform.url },
        body: JSON.stringify({ token, email, password }),
      })

    assert.equal((await open(`${platform.url}/api/v1/projects`)).status, 401)
    assert.equal((await set('short')).status, 422)
    assert.equal((await set('long enough to pass')).status, 200)
    assert.ok([401, 403, 409, 410].includes((await set('another password', 'eve@example.test')).status))

    // A restart asks for no administrator again.
    const before = platform.said.length
    await platform.end('SIGTERM')
    await platform.start()
    assert.ok(!platform.said.slice(before).some((line) => line.includes('/setup')))
  } finally {
    await platform.close()
  }
})
