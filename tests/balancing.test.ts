import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { Agent } from 'node:http'
import { createRequire } from 'node:module'
import { connect, type LookupFunction } from 'node:net'
import { join } from 'node:path'
import { after, before, describe, type TestContext, test } from 'node:test'
import type { Page } from 'playwright-core'
import { rolldown } from 'rolldown'
import { io } from 'socket.io-client'
import { masterSocket, processes } from '../packages/balancer/src/master.ts'
import { reload } from '../packages/balancer/src/reload.ts'
import { ask } from '../packages/balancer/src/socket.ts'
import { startBrowser } from './harness/browser.ts'
import { docker } from './harness/engine.ts'
import { eventually } from './harness/eventually.ts'
import { type GitServer, startGitServer } from './harness/git-server.ts'
import { admin, type Platform, root, startPlatform } from './harness/platform.ts'
import { startTraffic } from './harness/traffic.ts'
import { open } from './harness/web.ts'

let platform: Platform
let server: GitServer
let browser: Awaited<ReturnType<typeof startBrowser>>
let files: Record<string, string>

before(async () => {
  ;[platform, server, browser, files] = await Promise.all([
    startPlatform(),
    startGitServer(),
    startBrowser(),
    busyApp(),
  ])
  server.accept((await platform.call('installation')).publicKey)
  const small = (limit: string) => ({
    ...files,
    'compose.yaml': (files['compose.yaml'] ?? '').replace('deploy: { replicas: 2 }', limit),
  })
  await Promise.all([
    ...['live', 'elastic', 'rooms'].map((name) => deploy(name)),
    deploy('hot', small('cpus: 0.1')),
    deploy('full', small('mem_limit: 128m')),
  ])
})
after(async () => {
  await browser?.close()
  server?.close()
  await platform?.close()
})

/** The fixture, with Socket.IO's server as one file, so that nothing is built or fetched. */
async function busyApp(): Promise<Record<string, string>> {
  const bundle = await rolldown({
    input: createRequire(import.meta.url).resolve('socket.io'),
    platform: 'node',
  })
  const { output } = await bundle.generate({ format: 'cjs' })
  await bundle.close()
  const own = ['compose.yaml', 'server.js'].map((name) => [
    name,
    readFileSync(join(root, 'tests/fixtures/busy', name), 'utf8'),
  ])
  return { ...Object.fromEntries(own), 'sockets.cjs': output[0].code }
}

async function deploy(name: string, content = files): Promise<void> {
  const repository = await server.repository(name)
  await repository.commit(content)
  await platform.must(['projects', 'create', name, '--git', repository.url])
  await platform.must(['deploy', name, '--wait'])
}

const urlOf = (project: string) => `http://${project}.localhost:${platform.port}`
const at = (project: string) => ({ project, environment: 'production', service: 'web' })
async function service(project: string) {
  const { services } = await platform.call('balancer')
  const found = services.find((one) => one.project === project && one.service === 'web')
  assert.ok(found, `${project} is on the balancer`)
  return found
}
const serving = async (project: string) =>
  (await service(project)).replicas.filter(({ state }) => state === 'up').length

/** A page of the administrator's, and what goes wrong in it. */
async function signedIn(path: string) {
  const person = await browser.person({ bypassCSP: true })
  const page = await person.newPage()
  const faults: string[] = []
  page.on('pageerror', (error) => faults.push(error.message))
  await page.goto(`${platform.url}/sign-in?next=${path}`)
  await page.getByLabel('E-mail').fill(admin.email)
  await page.getByLabel('Password').fill(admin.password)
  await page.keyboard.press('Enter')
  return { page, faults }
}

// Before all else: a page that is open keeps the old process at work.
test('a process of the balancer that has nothing left to do and goes on turning is ended, and the log says so', async () => {
  const folder = join(platform.home, 'system/balancer')
  const pid = Number(/^Pid: (\d+)$/m.exec(await ask(join(folder, 'admin.sock'), 'show info'))?.[1])
  const visitor = connect(platform.port, '127.0.0.1')
  await new Promise((resolve) => visitor.write('GET / HTTP/1.1\r\n', resolve))
  assert.ok(await reload(folder))
  // HAProxy's own means to keep its second thread busy for ever: that one never agrees to end.
  const busy = 'debug dev sched task count=1000 mask=2 inter=0'
  await ask(masterSocket(folder), `expert-mode on; @!${pid} ${busy}`)
  assert.ok((await processes(folder)).oldWorkers.includes(pid))

  visitor.destroy()

  const words = `nothing left to do and did not end: ${pid}`
  await eventually('it is ended', 60_000, async () => platform.said.some((line) => line.includes(words)))
  assert.ok(!(await processes(folder)).oldWorkers.includes(pid))
})

describe('on the real platform', { concurrency: true }, () => {
  test('the page shows real traffic as it flows, and a replica is drained and put back by hand', async () => {
    const { page, faults } = await signedIn('/balancer')
    const card = page.locator('section.card').filter({ hasText: 'live · production' })
    await card.getByText('2 of 2 replicas serve').waitFor()

    const traffic = startTraffic(urlOf('live'))
    const rate = async () => Number((await card.locator('.rate strong').textContent()) ?? 0)
    await eventually('the rate is that of the load', 20_000, async () => (await rate()) > 20)
    await assertAccessible(page)

    const [first, second] = (await service('live')).replicas
    assert.ok(first && second)
    assert.ok(first.traffic.latency && first.traffic.requests > 5 && second.traffic.requests > 5)
    await card.getByRole('button', { name: `Actions for ${first.name}` }).click()
    await page.getByRole('menuitem', { name: 'Drain' }).click()
    const dialog = page.getByRole('dialog', { name: `Drain ${first.name}?` })
    await dialog.getByText('One other replica serves alone.').waitFor()
    await dialog.getByRole('button', { name: 'Drain' }).click()
    await card.getByText('1 of 2 replicas serve').waitFor()
    const requestsOfFirst = async () =>
      (await service('live')).replicas.find(({ id }) => id === first.id)?.traffic
    await eventually(
      'all requests go to the other',
      15_000,
      async () => (await requestsOfFirst())?.requests === 0,
    )

    // Another number of replicas is a new configuration of the balancer; what was set by hand stays.
    await platform.must(['scale', '--project', 'live', 'web=3'])
    await eventually('two of three serve', 15_000, async () => (await serving('live')) === 2)
    const kept = (await service('live')).replicas.find(({ id }) => id === first.id)
    assert.equal(kept?.state, 'drain')
    assert.equal(kept.override?.by, admin.email)

    await card.getByRole('button', { name: `Actions for ${first.name}` }).click()
    await page.getByRole('menuitem', { name: 'Put back' }).click()
    await card.getByText('3 of 3 replicas serve').waitFor()
    await eventually(
      'it gets requests again',
      15_000,
      async () => ((await requestsOfFirst())?.requests ?? 0) > 3,
    )

    const id = (await service('live')).id
    const history = await platform.call('balancerHistory', {
      params: { service: id },
      query: { range: 'recent' },
    })
    assert.ok(history.requests.some((value) => value > 20) && history.p95.some((value) => value !== null))
    assert.ok(
      (await platform.call('traffic')).some(({ project, requests }) => project === 'live' && requests > 20),
    )
    const metrics = await (await page.request.get(`${platform.url}/metrics`)).text()
    assert.match(
      metrics,
      /keelson_replica_requests_total\{project="live",environment="production",service="web"[^}]*\} \d{2,}/,
    )
    assert.match(metrics, /keelson_service_latency_seconds\{project="live"[^}]*quantile="0.99"\} [\d.]+/)
    assert.deepEqual((await traffic.stop()).failures, [])
    assert.deepEqual(faults, [])
  })

  test('replicas come under load and go after it, each time for a reason that is remembered', async () => {
    const params = at('elastic')
    const settings = { min: 1, max: 3, requests: 10, upAfter: 0, downAfter: 5 }
    await platform.call('setAutoscale', { params, body: { settings } })
    const traffic = startTraffic(urlOf('elastic'))
    await eventually('three replicas serve', 90_000, async () => (await serving('elastic')) === 3)
    const { failures } = await traffic.stop()
    await eventually('one replica serves', 90_000, async () => (await serving('elastic')) === 1)
    assert.deepEqual(failures, [])

    const { decisions, from } = await platform.call('autoscale', { params })
    assert.equal(from, 'set')
    const up = decisions.filter(({ before, after }) => after > before)
    assert.deepEqual(
      new Set(up.map(({ because }) => (because.kind === 'target' ? because.metric : because.kind))),
      new Set(['requests']),
    )
    assert.equal(up[0]?.after, 3)
    assert.equal(decisions[0]?.after, 1)
    const operations = await platform.call('deploys', { params: { project: 'elastic' } })
    const scaled = operations.filter(({ kind }) => kind === 'scale')
    assert.deepEqual(new Set(scaled.map(({ requestedBy }) => requestedBy)), new Set(['autoscaler']))
    assert.equal(scaled.length, decisions.length)
  })

  for (const { project, metric, target, load, relief } of [
    {
      project: 'hot',
      metric: 'cpu',
      target: 50,
      load: 'touch /tmp/burn; (while [ -e /tmp/burn ]; do :; done) >/dev/null 2>&1 &',
      relief: 'rm /tmp/burn',
    },
    {
      project: 'full',
      metric: 'memory',
      target: 40,
      load: 'dd if=/dev/zero of=/dev/shm/much bs=1M count=60',
      relief: 'rm /dev/shm/much',
    },
  ] as const) {
    test(`a replica that uses too much ${metric} gets help, and after a while with little to do it is alone again`, async () => {
      const params = at(project)
      const [alone] = (await service(project)).replicas
      assert.ok(alone)
      const settings = { min: 1, max: 2, [metric]: target, upAfter: 0, downAfter: 5 }
      await platform.call('setAutoscale', { params, body: { settings } })
      await docker('exec', alone.id, 'sh', '-c', load)
      await eventually('two replicas serve', 90_000, async () => (await serving(project)) === 2)
      const { usage } = await platform.call('autoscale', { params })
      assert.ok((usage[metric] ?? 0) > target * 0.5, `${usage[metric]} %`)
      await docker('exec', alone.id, 'sh', '-c', relief)
      await eventually('one replica serves', 90_000, async () => (await serving(project)) === 1)

      const { decisions } = await platform.call('autoscale', { params })
      const shown = decisions.map(({ before, after, because }) =>
        because.kind === 'target' ? `${before} → ${after} for ${because.metric}` : because.bound,
      )
      assert.deepEqual(shown, [`2 → 1 for ${metric}`, `1 → 2 for ${metric}`])
      const [down, up] = decisions.map((decision) => Date.parse(decision.at))
      assert.ok((down ?? 0) - (up ?? 0) >= settings.downAfter * 1000, 'not before its time')
    })
  }

  test('on the page a canary gets more and more and is promoted; one that fails ends itself and the page says why', async () => {
    const repository = await server.repository('trial')
    await platform.must(['projects', 'create', 'trial', '--git', repository.url])
    for (const [index, edition] of ['one', 'two', 'failing'].entries()) {
      await repository.commit(answering(edition))
      const place = index === 0 ? [] : ['--env', `v${index + 1}`]
      await platform.must(['deploy', 'trial', ...place, '--wait'])
    }
    const share = async (edition: string) => {
      const answers = await Promise.all(Array.from({ length: 100 }, () => open(urlOf('trial'))))
      return answers.filter(({ body }) => body === edition).length
    }
    const { page, faults } = await signedIn('/projects/trial')
    const succeeded = async () => {
      await page.getByRole('status').filter({ hasText: 'Succeeded' }).waitFor({ timeout: 60_000 })
      await page.goto(`${platform.url}/projects/trial`)
    }
    const begin = async (version: string) => {
      await page.getByRole('button', { name: `Actions for ${version}` }).focus()
      await page.keyboard.press('Enter')
      await page.getByRole('menuitem', { name: 'Start as a canary' }).press('Enter')
      const dialog = page.getByRole('dialog', { name: `Start ${version} as a canary?` })
      await dialog.getByRole('button', { name: 'Start as a canary' }).press('Enter')
      await succeeded()
    }

    await begin('v2')
    const canary = page.getByRole('region', { name: 'Canary v2' })
    await canary.getByText('v2 gets 10 % of the requests.').waitFor()
    assert.ok(Math.abs((await share('two')) - 10) <= 3)
    await assertAccessible(page)
    await canary.getByRole('button', { name: '50 %' }).press('Enter')
    await canary.getByText('v2 gets 50 % of the requests.').waitFor()
    await eventually('it gets half', 10_000, async () => Math.abs((await share('two')) - 50) <= 5)
    await canary.getByRole('button', { name: 'Promote' }).press('Enter')
    await succeeded()
    assert.equal(await share('two'), 100)

    await begin('v3')
    await page.getByRole('region', { name: 'Canary v3' }).waitFor()
    const end = page.getByRole('region', { name: 'Keelson ended the canary v3' })
    await eventually('the page says that it ended', 60_000, async () => {
      await share('failing')
      return end.isVisible()
    })
    await end.getByText(/\d+ of \d+ requests to v3 failed \(100 %\), of those to v2 0 %/).waitFor()
    await assertAccessible(page)
    await end.getByRole('link', { name: 'View what was done' }).press('Enter')
    await page.getByRole('heading', { name: 'End the canary v3 in production' }).waitFor()
    await page.getByRole('status').filter({ hasText: 'Succeeded' }).waitFor({ timeout: 60_000 })
    assert.equal(await share('two'), 100)
    assert.deepEqual(faults, [])
  })

  test('Socket.IO by long polling stays with its replica; when that one is scaled away, its clients carry on', async (t) => {
    await platform.must(['scale', '--project', 'rooms', 'web=3'])
    await eventually('three replicas serve', 15_000, async () => (await serving('rooms')) === 3)
    // One that has just come takes its turn only some requests later.
    const answering = async () =>
      (await Promise.all(Array.from({ length: 6 }, () => open(urlOf('rooms'))))).map(({ body }) => body)
    await eventually('all three answer', 15_000, async () => new Set(await answering()).size === 3)
    const clients = await Promise.all(Array.from({ length: 12 }, () => poller(t, urlOf('rooms'))))
    for (let round = 1; round <= 5; round += 1) {
      const answers = await Promise.all(clients.map((client) => client.add()))
      assert.deepEqual(
        new Set(answers.map(({ count }) => count)),
        new Set([round]),
        'nobody changed its replica',
      )
    }
    assert.equal(new Set(clients.map((client) => client.replica())).size, 3)

    await platform.must(['scale', '--project', 'rooms', 'web=2'])
    const here = (await service('rooms')).replicas.map(({ id }) => id.slice(0, 12))
    for (const client of clients) {
      const moved = !here.includes(client.replica())
      const { count, replica } = await eventually('the client is answered', 15_000, () => client.add())
      assert.ok(here.includes(replica))
      assert.equal(count, moved ? 1 : 6)
    }
  })
})

/** Answers with its edition; one that is failing with an error. */
const answering = (edition: string) => ({
  'web.js': `const status = process.env.EDITION === 'failing' ? 500 : 200
const server = require('node:http').createServer((_, response) => response.writeHead(status).end(process.env.EDITION))
server.listen(3000)
process.on('SIGTERM', () => server.close(() => process.exit(0)))
`,
  'compose.yaml': `
services:
  web:
    image: keelson/node:24
    command: [node, /web.js]
    configs: [{ source: program, target: /web.js }]
    environment: { EDITION: ${edition} }
    ports: ["3000"]
    x-keelson: { drain: 2s }
configs:
  program: { file: ./web.js }
`,
})

/** A client that only polls, and keeps cookies as a browser does; it goes with the test. */
async function poller(t: TestContext, url: string) {
  const { host, port } = new URL(url)
  const lookup: LookupFunction = (_, __, done) => done(null, [{ address: '127.0.0.1', family: 4 }])
  const agent = new Agent({ keepAlive: true, lookup })
  const options = { transports: ['polling'], withCredentials: true, forceNew: true, reconnectionDelay: 100 }
  // The options are typed for browsers, where there are no agents; in Node it is handed to node:http.
  const socket = io(
    `http://${host}`,
    Object.defineProperty(options, 'agent', { value: agent, enumerable: true }),
  )
  t.after(() => {
    socket.close()
    agent.destroy()
  })
  let replica = ''
  await eventually(`a client connects to port ${port}`, 15_000, async () => socket.connected)
  return {
    replica: () => replica,
    async add(): Promise<{ count: number; replica: string }> {
      const answer = await socket.timeout(5000).emitWithAck('add')
      replica = answer.replica
      return answer
    },
  }
}

async function assertAccessible(page: Page): Promise<void> {
  const path = createRequire(import.meta.url).resolve('axe-core/axe.min.js')
  await page.evaluate(readFileSync(path, 'utf8'))
  const found = await page.evaluate<{ id: string; impact: string }[]>(
    "axe.run({ resultTypes: ['violations'] }).then((found) => found.violations)",
  )
  assert.deepEqual(
    found.filter(({ impact }) => impact === 'serious' || impact === 'critical').map(({ id }) => id),
    [],
  )
}
