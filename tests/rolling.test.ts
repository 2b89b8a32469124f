import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { docker } from './harness/engine.ts'
import { eventually } from './harness/eventually.ts'
import { type GitServer, startGitServer } from './harness/git-server.ts'
import { type Platform, startPlatform } from './harness/platform.ts'
import { startTraffic } from './harness/traffic.ts'
import { open } from './harness/web.ts'

let platform: Platform
let server: GitServer

before(async () => {
  ;[platform, server] = await Promise.all([startPlatform(), startGitServer()])
  server.accept((await platform.call('installation')).publicKey)
})
after(async () => {
  server.close()
  await platform.close()
})

/** Answers with its edition, finishes what it has begun when it is asked to stop, and fails when its edition says so. */
const program = `const { createServer } = require('node:http')
const server = createServer((request, response) => {
  response.statusCode = process.env.EDITION.startsWith('failing') ? 500 : 200
  response.end(process.env.EDITION)
}).listen(3000)
process.on('SIGTERM', () => server.close(() => process.exit(0)))
`

/** A health check that the engine would first run after half a minute; `more` are lines of the service. */
const files = (edition: string, more = '', rest = '') => ({
  'web.js': program,
  'compose.yaml': `
services:
  web:
    image: keelson/node:24
    command: [node, /web.js]
    configs: [{ source: program, target: /web.js }]
    environment: { EDITION: "${edition}" }
    ports: ["3000"]
    healthcheck: { test: "test $$EDITION != broken", interval: 30s, timeout: 3s }
${more}configs:
  program: { file: ./web.js }
${rest}`,
})

async function project(name: string, content: Record<string, string>) {
  const repository = await server.repository(name)
  await repository.commit(content)
  await platform.must(['projects', 'create', name, '--git', repository.url])
  const params = { project: name }
  return {
    url: `http://${name}.localhost:${platform.port}`,
    params,
    commit: (next: Record<string, string>) => repository.commit(next),
    deploy: async (body: object = {}) => platform.ended((await platform.call('deploy', { params, body })).id),
    log: async (deploy: string) =>
      (await platform.call('deployEvents', { params: { deploy } })).flatMap((event) =>
        event.kind === 'step' && event.state === 'planned'
          ? [`${event.text} (${event.because})`]
          : event.kind === 'log'
            ? [event.line]
            : [],
      ),
    /** Containers of an environment: name and id. */
    containers: async (environment = 'production') => {
      const label = `label=com.docker.compose.project=${await platform.composeProject(name, environment)}`
      const listed = await docker('ps', '--no-trunc', '--filter', label, '--format', '{{.Names}} {{.ID}}')
      return listed.trim().split('\n').sort()
    },
  }
}

async function shares(url: string, requests: number): Promise<Record<string, number>> {
  const counts: Record<string, number> = {}
  for (let sent = 0; sent < requests; sent++) {
    const { body } = await open(url)
    counts[body] = (counts[body] ?? 0) + 1
  }
  return counts
}

describe('what runs is replaced', { concurrency: 3 }, () => {
  test('a deploy, a scaling and a rollback lose no request, and do not wait for the engine’s health check', async (t) => {
    const shop = await project('rolling', files('one'))
    assert.equal((await shop.deploy()).failure, null)
    const traffic = startTraffic(shop.url)
    t.after(() => traffic.stop())

    await shop.commit(files('two'))
    const since = performance.now()
    const deployed = await shop.deploy()
    t.diagnostic(`a deploy takes ${Math.round(performance.now() - since)} ms`)
    assert.equal(deployed.failure, null)
    assert.ok(performance.now() - since < 25_000, 'its health check’s interval is 30 s')
    assert.equal((await open(shop.url)).body, 'two')

    for (const replicas of [4, 2]) {
      const params = { ...shop.params, environment: 'production', service: 'web' }
      const scaled = await platform.ended(
        (await platform.call('scaleService', { params, body: { replicas } })).id,
      )
      assert.equal(scaled.failure, null)
      assert.equal((await shop.containers()).length, replicas)
      const [web] = await platform.call('services', { params: { ...shop.params, environment: 'production' } })
      assert.equal(web?.wanted, replicas)
    }
    await platform.must(['on', 'rolling', 'v1', '--env', 'production'])
    assert.equal((await shop.containers()).length, 2, 'the number is kept')
    const { requests, failures } = await traffic.stop()
    assert.deepEqual(failures, [], `of ${requests} requests`)
    assert.deepEqual(Object.keys(await shares(shop.url, 20)), ['one'])
  })

  test('a version whose health check fails never gets a request, and the reason is told', async () => {
    const shop = await project('ailing', files('one'))
    await shop.deploy()
    const before = await shop.containers()
    const broken = files('broken')['compose.yaml'].replace('interval: 30s', 'interval: 500ms, retries: 3')
    await shop.commit({ ...files('broken'), 'compose.yaml': broken })
    const begun = await platform.call('deploy', { params: shop.params, body: {} })
    const bodies = new Set<string>()
    for (;;) {
      bodies.add((await open(shop.url)).body)
      const { finishedAt } = await platform.call('oneDeploy', { params: { deploy: begun.id } })
      if (finishedAt !== null) break
    }
    const failed = await platform.ended(begun.id)
    assert.equal(failed.state, 'failed')
    assert.match(failed.failure ?? '', /The service web is unhealthy: its health check fails/)
    assert.deepEqual([...bodies], ['one'])
    assert.deepEqual(await shop.containers(), before, 'the old one never left')
  })

  test('what writes to a volume is stopped before its successor starts; a hook gates the change', async () => {
    const volume = '    volumes: [data:/data]\n'
    const hook = (line: string) => `    x-keelson: { hooks: { pre-deploy: "${line}" } }\n`
    const end = 'volumes:\n  data:\n'
    const shop = await project('keeping', files('one', volume, end))
    await shop.deploy()
    const before = await shop.containers()

    await shop.commit(files('two', volume + hook('echo the table is locked; exit 3'), end))
    const gated = await shop.deploy()
    assert.match(
      gated.failure ?? '',
      /pre-deploy command of web: .*ended with code 3. The last it wrote: the table is locked/,
    )
    assert.deepEqual(await shop.containers(), before)

    await shop.commit(
      files('three', volume + hook('echo migrated for $$EDITION > /data/said; cat /data/said'), end),
    )
    const deployed = await shop.deploy()
    assert.equal(deployed.failure, null)
    const log = (await shop.log(deployed.id)).join('\n')
    assert.match(
      log,
      /send no more requests to \S+ \(replaced: configuration changed; it writes to the volume data\)\nstop .*\nstart .*\nwait .*\nsend requests to .*\nremove /,
    )
    assert.match(log, /migrated for three/)
    assert.equal((await open(shop.url)).body, 'three')
  })

  test('a post-deploy command that fails takes the change back, and says what it wrote', async () => {
    const shop = await project('afterwards', files('one'))
    await shop.deploy()
    const hook = '    x-keelson: { hooks: { post-deploy: "echo the cache is cold; exit 4" } }\n'
    await shop.commit(files('two', hook))
    const failed = await shop.deploy()
    assert.match(
      failed.failure ?? '',
      /post-deploy command of web: .*ended with code 4. The last it wrote: the cache is cold/,
    )
    assert.deepEqual(Object.keys(await shares(shop.url, 10)), ['one'])
    assert.equal((await shop.containers()).length, 1)
  })

  test('production takes over what runs in a preview, restarts nothing, and goes back the same way', async (t) => {
    const shop = await project('pointed', files('one'))
    await shop.deploy()
    await shop.commit(files('two'))
    const preview = await shop.deploy({ environment: 'v2' })
    assert.equal(preview.failure, null)
    const rules = { ...shop.params, environment: 'v2', service: 'web' }
    const users = [{ name: 'ada', password: 'open sesame please' }]
    await platform.call('setAccessRule', { params: rules, body: { users, networks: [], limit: null } })
    await platform.call('addDomain', {
      params: shop.params,
      body: { host: 'next.pointed.test', environment: 'v2', redirect: false },
    })
    const statusOf = async (host: string) => (await open(`http://${host}:${platform.port}`)).status
    const preview2 = ['v2--pointed.localhost', 'next.pointed.test']
    assert.deepEqual(await Promise.all(preview2.map(statusOf)), [401, 401])
    const planned = await platform.call('plan', {
      params: { ...shop.params, version: 2 },
      query: { environment: 'production' },
    })
    assert.match(planned.takeover?.text ?? '', /^Production takes over what runs in v2/)
    assert.deepEqual(planned.steps, [])
    const [live, coming] = await Promise.all([shop.containers(), shop.containers('v2')])
    const traffic = startTraffic(shop.url)
    t.after(() => traffic.stop())
    for (const [version, edition] of [
      [2, 'two'],
      [1, 'one'],
    ] as const) {
      const since = performance.now()
      const params = { ...shop.params, version }
      const { id } = await platform.call('turnOn', { params, body: { environment: 'production' } })
      const ended = await platform.ended(id)
      const took = Math.round(performance.now() - since)
      assert.equal(ended.failure, null)
      t.diagnostic(`v${version} is live after ${took} ms`)
      assert.match((await shop.log(id)).join('\n'), /^Production takes over what runs in v[12]/)
      assert.deepEqual(Object.keys(await shares(shop.url, 10)), [edition])
      assert.deepEqual(await shop.containers(), version === 2 ? coming : live)
      const other = version === 2 ? 'v1' : 'v2'
      assert.deepEqual(await shop.containers(other), version === 2 ? live : coming)
      // What was live is a preview now. What was set for v2 waits for it, and holds for nothing else.
      if (version === 2) {
        const preview = await open(`http://v1--pointed.localhost:${platform.port}`)
        assert.deepEqual([preview.status, preview.body], [200, 'one'])
        assert.deepEqual(await Promise.all(preview2.map(statusOf)), [503, 503])
        const { rules: kept } = await platform.call('accessRules', { params: rules })
        assert.deepEqual(
          kept.map(({ users, inherited }) => [users, inherited]),
          [[['ada'], false]],
        )
      } else assert.deepEqual(await Promise.all(preview2.map(statusOf)), [401, 401])
    }
    const { requests, failures } = await traffic.stop()
    assert.deepEqual(failures, [], `of ${requests} requests`)
  })

  test('a canary gets its share and is promoted; one that fails ends itself, and says why', async () => {
    const shop = await project('trial', files('one'))
    await shop.deploy()
    const build = async (edition: string, version: number) => {
      await shop.commit(files(edition))
      assert.equal((await shop.deploy({ environment: `v${version}` })).failure, null)
    }
    const start = async (version: number, canary: object) => {
      const params = { ...shop.params, version }
      const { id } = await platform.call('turnOn', { params, body: { environment: 'production', canary } })
      return platform.ended(id)
    }
    const at = { params: { ...shop.params, environment: 'production' } }
    const share = async (edition: string) => (await shares(shop.url, 100))[edition] ?? 0
    await build('two', 2)

    assert.equal((await start(2, { percent: 20 })).failure, null)
    const [canary] = (await shop.containers()).slice(-1)
    assert.ok(Math.abs((await share('two')) - 20) <= 3)
    await platform.call('changeCanary', { ...at, body: { percent: 60 } })
    await eventually('the canary gets more', 10_000, async () => Math.abs((await share('two')) - 60) <= 3)
    assert.equal((await platform.ended((await platform.call('promoteCanary', at)).id)).failure, null)
    assert.equal(await share('two'), 100)
    assert.deepEqual(await shop.containers(), [canary], 'its replica stayed')

    await build('failing', 3)
    assert.equal((await start(3, { percent: 30, minimumRequests: 10 })).failure, null)
    const ended = await eventually('the canary ends itself', 30_000, async () => {
      await shares(shop.url, 10)
      const deploys = await platform.call('deploys', { params: shop.params })
      return deploys.find(({ kind, finishedAt }) => kind === 'abort' && finishedAt !== null)
    })
    assert.match(ended.reason?.text ?? '', /requests to v3 failed .* of those to v2 0 %/)
    assert.equal(await share('two'), 100)
    assert.deepEqual(await shop.containers(), [canary])
  })
})

test('with failure_action pause a change stops half-way, also for a server that is killed; one goes back, or on', async () => {
  const pause = '    deploy: { update_config: { failure_action: pause } }\n'
  const shop = await project('halted', files('one'))
  await shop.deploy()
  const before = await shop.containers()
  const halting = files('broken', pause)
  const patient = halting['compose.yaml']
    .replace('!= broken', '!= broken || test -e /tmp/well')
    .replace('interval: 30s', 'interval: 500ms, retries: 3')
  await shop.commit({ ...halting, 'compose.yaml': patient })

  const halted = await platform.keelson(['deploy', 'halted', '--wait'])
  assert.notEqual(halted.code, 0)
  assert.match(
    halted.stderr,
    /web is unhealthy.* failure_action of web is pause.* Turn on v2 in production to go on, or v1 to go back/,
  )
  await eventually('v1 counts as degraded', 15_000, async () => {
    const [place] = await platform.call('environments', { params: shop.params })
    return place?.version === 1 && place.state === 'degraded'
  })
  const comingOf = async () => (await shop.containers()).find((one) => !before.includes(one))?.split(' ')[0]
  const heal = async () => {
    const name = await comingOf()
    assert.ok(name, 'what came up is there')
    await docker('exec', name, 'touch', '/tmp/well')
    await eventually('it is healthy', 15_000, async () =>
      (await docker('inspect', '--format', '{{.State.Health.Status}}', name)).startsWith('healthy'),
    )
  }

  // Whoever starts anew does not know who came up last, and yet sends it nothing.
  await platform.end('SIGKILL')
  await platform.start()
  await heal()
  assert.deepEqual(await shares(shop.url, 20), { one: 20 })

  await platform.must(['on', 'halted', 'v1', '--env', 'production'])
  assert.deepEqual(await shop.containers(), before)
  assert.notEqual((await platform.keelson(['on', 'halted', 'v2', '--env', 'production'])).code, 0)
  await heal()
  await platform.must(['on', 'halted', 'v2', '--env', 'production'])
  assert.deepEqual(await shares(shop.url, 20), { broken: 20 })
  assert.equal((await shop.containers()).length, 1)
})
