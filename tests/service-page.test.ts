import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { after, before, test } from 'node:test'
import type { Page } from 'playwright-core'
import { startBrowser } from './harness/browser.ts'
import { docker } from './harness/engine.ts'
import { eventually } from './harness/eventually.ts'
import { admin, type Platform, startPlatform } from './harness/platform.ts'
import { startTraffic } from './harness/traffic.ts'
import { open } from './harness/web.ts'

let platform: Platform
let page: Page
let browser: Awaited<ReturnType<typeof startBrowser>>
const at = { project: 'pair', environment: 'production', service: 'web' }
const program = `require('node:fs').writeFileSync('/files/hello.txt', 'good evening')
const server = require('node:http').createServer((q, r) => r.end('here')).listen(3000)
process.on('SIGTERM', () => server.close(() => process.exit(0)))`

before(async () => {
  ;[platform, browser] = await Promise.all([startPlatform(), startBrowser()])
  const text = JSON.stringify({
    services: {
      web: {
        image: 'keelson/node:24',
        command: ['node', '-e', program],
        environment: { GREETING: 'good morning' },
        ports: ['3000'],
        volumes: ['files:/files'],
        deploy: { replicas: 2 },
      },
    },
    volumes: { files: {} },
  })
  await platform.call('createProject', { body: { name: 'pair', source: { kind: 'compose', text } } })
  const { id } = await platform.call('deploy', { params: { project: 'pair' }, body: {} })
  assert.equal((await platform.ended(id)).state, 'succeeded')
})
after(async () => {
  await browser?.close()
  await platform?.close()
})

const replicas = async () => {
  const [web] = await platform.call('services', { params: at })
  return web?.replicas ?? []
}

test('all replicas of a service are restarted under load, and no visitor notices', async () => {
  const before = await replicas()
  const traffic = startTraffic(`http://pair.localhost:${platform.port}/`)
  await platform.call('restartReplica', { params: { ...at, replica: 'all' }, body: {} })
  const { requests, failures } = await traffic.stop()
  assert.deepEqual(failures, [])
  assert.ok(requests > 20, `${requests} requests`)
  const now = await replicas()
  assert.deepEqual(
    now.map(({ container }) => container),
    before.map(({ container }) => container),
  )
  for (const [index, { startedAt }] of now.entries()) assert.notEqual(startedAt, before[index]?.startedAt)
})

test('what a replica uses is measured from the first question on', async () => {
  const [first] = await replicas()
  const params = { ...at, replica: first?.container ?? '' }
  const point = await eventually('a figure', 15_000, async () => {
    const { points } = await platform.call('replicaUsage', { params })
    return points.at(-1)
  })
  assert.ok(point.memory > 5e6 && point.memory < 500e6, `${point.memory} bytes of memory`)
  assert.ok(point.cpu >= 0 && point.cpu < 2, `${point.cpu} processors`)
})

test('on the page a terminal is opened in a replica, and the files of its volume are read and taken', async () => {
  page = await (await browser.person({ acceptDownloads: true })).newPage()
  await page.goto(`${platform.url}/projects/pair/environments/production/services/web?view=terminal`)
  await page.getByLabel('E-mail').fill(admin.email)
  await page.getByLabel('Password').fill(admin.password)
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: 'Open a terminal' }).click()
  const rows = page.locator('.xterm-rows')
  await rows.getByText('/ #').first().waitFor()
  await page.keyboard.type('cat /files/hello.txt; printf " \\303\\261-%s" $((6 * 7))')
  await page.keyboard.press('Enter')
  await rows.getByText('good evening ñ-42').waitFor()
  const columns = async () => {
    await page.keyboard.type('stty size')
    await page.keyboard.press('Enter')
    return eventually('the size', 10_000, async () =>
      (await page.locator('.xterm-rows > div').allTextContents())
        .map((row) => Number(/^\d+\s(\d+)\s*$/.exec(row)?.[1]))
        .findLast((width) => width > 0),
    )
  }
  const wide = await columns()
  await page.setViewportSize({ width: 700, height: 860 })
  await eventually('it is narrower', 15_000, async () => (await columns()) < wide)
  await page
    .getByRole('region', { name: /^A terminal in/ })
    .getByRole('button', { name: 'Close' })
    .click()
  await page.setViewportSize({ width: 1280, height: 860 })

  await page.goto(`${platform.url}/projects/pair/environments/production`)
  await page.getByRole('link', { name: 'Volumes' }).click()
  await page.getByRole('link', { name: 'files', exact: true }).click()
  await page.getByRole('link', { name: 'hello.txt', exact: true }).click()
  await page.getByText('good evening', { exact: true }).waitFor()
  const download = page.waitForEvent('download')
  await page.getByRole('link', { name: 'Download hello.txt' }).click()
  assert.equal(await readFile(await (await download).path(), 'utf8'), 'good evening')

  await page.goto(`${platform.url}/activity`)
  await page.getByText(/^Closed the terminal in pair: production web [0-9a-f]{12}, after/).waitFor()
  await page.getByText(/^Downloaded from a volume of pair: production .*_files \/hello\.txt/).waitFor()
})

test('on the page a replica is inspected, its service stopped and started again', async () => {
  await page.goto(`${platform.url}/projects/pair/environments/production/services/web?view=inspect`)
  await page.getByText('GREETING', { exact: true }).waitFor()
  assert.equal(await page.getByText('good morning').count(), 0)
  await page.getByRole('button', { name: 'Show values' }).click()
  await page.getByText('good morning').waitFor()
  for (const panel of ['Networks', 'Volumes and folders', 'Image'])
    await page.getByRole('heading', { name: panel }).waitFor()
  await page.getByRole('link', { name: 'Files of this volume' }).waitFor()
  await page.getByText('As the engine says it').first().click()
  await page.getByText('"RestartCount": 0').waitFor()

  await page.getByRole('button', { name: 'Stop', exact: true }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Stop' }).click()
  await page.getByText('0 of 2').waitFor()
  const running = [
    'ps',
    '-q',
    '--filter',
    `label=com.docker.compose.project=${await platform.composeProject('pair')}`,
  ]
  assert.equal((await docker(...running)).trim(), '')
  const visit = () => open(`http://pair.localhost:${platform.port}/`)
  await eventually('visitors are told', 10_000, async () => (await visit()).status === 503)

  await page.getByRole('button', { name: 'Start', exact: true }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Start' }).click()
  await page.getByText('2 of 2').waitFor()
  await eventually('it serves again', 10_000, async () => (await visit()).body === 'here')

  await page.goto(`${platform.url}/activity`)
  await page.getByText('Read the environment with its secrets, of pair').waitFor()
  await page.getByText('Stopped replicas of pair: production web all').waitFor()
})

test('a terminal that is open when the server is killed is ended by the next one', async () => {
  await page.goto(`${platform.url}/projects/pair/environments/production/services/web?view=terminal`)
  await page.getByRole('button', { name: 'Open a terminal' }).click()
  await page.locator('.xterm-rows').getByText('/ #').first().waitFor()
  await page.keyboard.type('sleep 4321')
  await page.keyboard.press('Enter')
  const sleeps = async () => {
    const all = await Promise.all((await replicas()).map(({ container }) => docker('top', container)))
    return all.join().includes('sleep 4321')
  }
  await eventually('it sleeps', 10_000, sleeps)
  await platform.end('SIGKILL')
  await page.getByText('The connection to the server broke, and the shell was ended with it').waitFor()
  await platform.start()
  await eventually('it was woken', 15_000, async () => !(await sleeps()))
})
