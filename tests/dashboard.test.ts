import assert from 'node:assert/strict'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import type { Page } from 'playwright-core'
import { lookAround, loseTheSocket, useTheQueue } from './dashboard/look-around.ts'
import { change, remove, scale, writeAFile } from './dashboard/manage.ts'
import { growOld, lookAtManyServices, lookAtManyVersions, readALongLog } from './dashboard/much.ts'
import {
  beRemoved,
  beTold,
  changePassword,
  followTheRank,
  forgetAHost,
  joinByLink,
  keepARegistry,
  useTokens,
} from './dashboard/people.ts'
import { signIn, succeeded } from './dashboard/steps.ts'
import { guard, useADomain } from './dashboard/visitors.ts'
import { startBrowser } from './harness/browser.ts'
import { docker } from './harness/engine.ts'
import { eventually } from './harness/eventually.ts'
import { type GitServer, startGitServer } from './harness/git-server.ts'
import { type NameServer, startNameServer } from './harness/name-server.ts'
import { admin, type Platform, startPlatform } from './harness/platform.ts'
import { open } from './harness/web.ts'

let platform: Platform
let server: GitServer
let names: NameServer
let browser: Awaited<ReturnType<typeof startBrowser>>

before(async () => {
  names = await startNameServer()
  const env = { KEELSON_ADMIN_EMAIL: '', KEELSON_ADMIN_PASSWORD: '', KEELSON_DNS_SERVERS: names.server }
  ;[platform, server, browser] = await Promise.all([
    startPlatform({ env, signIn: false }),
    startGitServer(),
    startBrowser(),
  ])
})
after(async () => {
  await browser?.close()
  server?.close()
  names?.close()
  await platform?.close()
})

/** A picture for people, where KEELSON_TEST_PICTURES names a folder. */
async function picture(page: Page, name: string): Promise<void> {
  const folder = process.env.KEELSON_TEST_PICTURES
  if (!folder) return
  mkdirSync(folder, { recursive: true })
  await page.screenshot({ path: join(folder, `${name}.png`) })
}

test('a new user, from the one-time link to two versions side by side and gone again', async () => {
  const person = await browser.person()
  const page = await person.newPage()
  const faults: string[] = []
  page.on('pageerror', (error) => faults.push(error.message))

  // The first visit sets the administrator.
  const link = platform.said.map((line) => /https?:\S+\/setup\S+/.exec(line)?.[0]).find(Boolean)
  assert.ok(link)
  await page.goto(link)
  await page.getByLabel('E-mail').fill(admin.email)
  await page.getByLabel('Password', { exact: true }).fill(admin.password)
  await page.getByLabel('Password, again').fill(admin.password)
  await page.getByRole('button', { name: 'Create the administrator' }).click()
  await page.getByText('Launch something').waitFor()
  await picture(page, 'empty')

  // One click on the catalog: watched until it is on, opened under its own host name, counting live.
  await page.getByRole('link', { name: 'Choose from the catalog' }).click()
  await page.getByRole('button', { name: 'Deploy Visits' }).click()
  await succeeded(page)
  await page
    .getByText(/create container visits-production.*web-1/)
    .first()
    .waitFor()
  await picture(page, 'deploy')
  const visits = `http://visits.localhost:${platform.port}/`
  const visit = await person.newPage()
  await visit.goto(visits)
  await picture(visit, 'visits')
  const count = visit.locator('#visits')
  await count.filter({ hasText: /^1$/ }).waitFor()
  await open(visits)
  await count.filter({ hasText: /^2$/ }).waitFor()
  await visit.close()

  // A repository: its key is shown, access is tested before and after the key is accepted.
  const repository = await server.repository('greeter')
  const files = (greeting: string) => ({
    'compose.yaml': 'services:\n  web:\n    build: .\n    ports: ["3000"]\n    stop_grace_period: 1s\n',
    Dockerfile: 'FROM keelson/node:24\nCOPY web.js .\nCMD ["node", "web.js"]\n',
    'web.js': `console.log('\\u001b[32mlistening\\u001b[0m <b>inert</b>')
require('node:http').createServer((q, r) => r.end('${greeting}')).listen(3000)
process.on('SIGTERM', () => process.exit(0))`,
  })
  await repository.commit(files('good morning'), 'v1.0')
  await page.goto(`${platform.url}/new`)
  await page.getByLabel('Git address').fill(repository.url)
  await page.getByText('ssh-ed25519').first().waitFor()
  await page.getByRole('button', { name: 'Test access' }).click()
  await page
    .getByText(/deploy key/i)
    .first()
    .waitFor()
  const key = await page
    .getByText(/^ssh-ed25519 /)
    .first()
    .textContent()
  server.accept(key?.trim() ?? '')
  await page.getByRole('button', { name: 'Test access' }).click()
  await page.getByText('Access works').waitFor()
  await picture(page, 'add-project')
  await page.getByRole('button', { name: 'Add and deploy' }).click()
  await succeeded(page)
  const greeter = `http://greeter.localhost:${platform.port}/`
  assert.equal((await open(greeter)).body, 'good morning')

  // A second version takes production; the first is turned on beside it, in a preview of its own.
  await repository.commit(files('good evening'), 'v2.0')
  await page.goto(`${platform.url}/projects/greeter`)
  await page.getByRole('button', { name: 'Deploy', exact: true }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Deploy', exact: true }).click()
  await succeeded(page)
  assert.equal((await open(greeter)).body, 'good evening')
  await page.goto(`${platform.url}/projects/greeter`)
  await page.getByRole('button', { name: 'Turn on', exact: true }).click()
  await page.getByRole('dialog').getByText('v1 starts beside what is on').waitFor()
  await page
    .getByRole('dialog')
    .getByText(/^The plan: /)
    .click()
  await page
    .getByRole('dialog')
    .getByText(/create container greeter-.*web-1/)
    .waitFor()
  await page.getByRole('dialog').getByRole('button', { name: 'Turn on' }).click()
  await page.waitForURL(/deploys/, { timeout: 10_000 }).catch(() => {})
  await page.goto(`${platform.url}/projects/greeter`)
  await page
    .getByRole('link', { name: /v1--greeter/ })
    .first()
    .waitFor({ timeout: 60_000 })
  await picture(page, 'project')
  assert.equal((await open(`http://v1--greeter.localhost:${platform.port}/`)).body, 'good morning')

  await lookAround(page, 'greeter')

  // Logs are live and inert.
  await page.goto(`${platform.url}/projects/greeter/environments/production`)
  // Twice, since it was stopped and started.
  await page.getByText('listening <b>inert</b>').first().waitFor()
  await picture(page, 'services')

  // Off: the page of that host says so, with the right status; the other version is not touched.
  await page.goto(`${platform.url}/projects/greeter`)
  await page.getByRole('button', { name: 'Actions for v1' }).click()
  await page.getByRole('menuitem', { name: 'Turn off' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Turn off' }).click()
  await waitForStatus(`http://v1--greeter.localhost:${platform.port}/`, 503)
  assert.equal((await open(greeter)).body, 'good evening')

  // Delete, with what exactly will be removed said first; a page whose socket is cut meanwhile sees it too.
  await page.goto(`${platform.url}/projects/greeter`)
  await loseTheSocket(page, 'greeter', async () => {
    await page.getByRole('button', { name: 'Actions for v1' }).click()
    await page.getByRole('menuitem', { name: 'Delete' }).click()
    await page
      .getByRole('dialog')
      .getByText(/checkout are deleted/)
      .waitFor()
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
  })
  await page.goto(`${platform.url}/projects/greeter`)
  await page.getByRole('button', { name: 'Actions for v1' }).waitFor({ state: 'detached' })
  await page.getByRole('button', { name: 'Actions for v2' }).waitFor()
  await waitForStatus(`http://v1--greeter.localhost:${platform.port}/`, 404)
  await useTheQueue(page, 'greeter', repository)
  assert.deepEqual(faults, [])
})

describe('once there is an administrator', { concurrency: true }, () => {
  test('a failed build shows its log and what to do, in Spanish and on a phone too', async () => {
    const person = await browser.person({
      locale: 'es-ES',
      viewport: { width: 360, height: 740 },
      colorScheme: 'dark',
    })
    const page = await person.newPage()
    await page.goto(`${platform.url}/`)
    await page.getByLabel('Correo').fill(admin.email)
    await page.getByLabel('Contraseña').fill(admin.password)
    await page.getByLabel('Contraseña').press('Enter')
    await page.getByRole('heading', { name: 'Proyectos' }).waitFor()
    const repository = await server.repository('broken')
    await repository.commit({
      'compose.yaml': 'services:\n  web:\n    build: .\n',
      Dockerfile: 'FROM keelson/node:24\nRUN echo the reason is written here && exit 4\n',
    })
    await page.goto(`${platform.url}/new`)
    await page.locator('input[inputmode=url]').fill(repository.url)
    await page.locator('form button[type=submit]').click()

    await page.getByText('the reason is written here').first().waitFor({ timeout: 60_000 })
    await page.getByText('Fallido').first().waitFor()
    const overflow = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth')
    assert.ok(overflow <= 1, `${overflow} pixels wider than the phone`)
    await picture(page, 'failed-es-phone')

    // At home it needs attention, with the reason, and leads back here.
    const failed = page.url()
    await page.goto(`${platform.url}/`)
    const attention = page.getByRole('region', { name: 'Requiere atención' })
    await attention.getByRole('link', { name: /^broken/ }).click()
    await page.waitForURL(failed)
  })

  test('who keeps house sees what is held, changes a key without a gap, and takes back what was removed', async () => {
    const person = await browser.person()
    const page = await person.newPage()
    await signIn(page, `${platform.url}/settings/cleanup`)

    // What is held is measured on the engine; what is on is not offered.
    await page.getByText(/ free$/).waitFor()
    await page.getByText(/things? stays?, /).click()
    await page.getByRole('list', { name: 'What stays' }).getByText('On in production.').first().waitFor()
    await page.getByLabel('Versions of each project').fill('9')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Saved', { exact: true }).waitFor()

    // Something goes when it is chosen and its name typed; that is seen as it happens, and among the jobs.
    const { id } = await (await page.request.get(`${platform.url}/api/v1/installation`)).json()
    const left = `${id}-greeter-left`
    const labels = [
      `io.keelson.installation=${id}`,
      'io.keelson.project=greeter',
      'com.docker.compose.project=left',
    ]
    await docker('volume', 'create', ...labels.flatMap((label) => ['--label', label]), left)
    await page.getByRole('button', { name: 'Measure again' }).click()
    await page.getByLabel(left).waitFor()
    const chosen = page.getByRole('list', { name: 'May go' }).getByRole('checkbox', { checked: true })
    while ((await chosen.count()) > 0) await chosen.first().uncheck()
    await page.getByLabel(left).check()
    await page.getByRole('button', { name: 'Clean up one thing' }).click()
    await page.getByLabel(`Type ${left}`).fill(left)
    await page.getByRole('dialog').getByRole('button', { name: 'Clean up' }).click()
    await page.getByText(/1 of 1 done$/).waitFor()
    await page.getByLabel(left).waitFor({ state: 'detached' })
    await assert.rejects(docker('volume', 'inspect', left), /[Nn]o such volume/)
    await page.getByRole('link', { name: 'Jobs' }).click()
    await page
      .getByRole('listitem')
      .filter({ hasText: 'Cleanup of one thing' })
      .getByText('1 of 1 done')
      .waitFor()

    // A registry that is not there says so when it is added.
    await page.goto(`${platform.url}/settings`)
    await page.getByRole('button', { name: 'Add a registry' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Registry', { exact: true }).fill('127.0.0.1:9')
    await dialog.getByLabel('User name').fill('me')
    await dialog.getByLabel('Password or token').fill('secret')
    await dialog.getByRole('button', { name: 'Save and check' }).click()
    await page.getByText('No registry answers').waitFor()

    // A key of its own: refused until the git server knows it, then used alone.
    await page.getByRole('button', { name: 'A key of its own for greeter' }).click()
    const next = page.getByText(/^ssh-ed25519 .* keelson-greeter$/)
    await page.getByRole('button', { name: 'Check and finish' }).click()
    await page.getByText('The repository refused access.', { exact: true }).waitFor()
    server.accept((await next.textContent())?.trim() ?? '')
    await page.getByRole('button', { name: 'Check and finish' }).click()
    await page.getByText('greeter uses the new key').waitFor()

    // A secret that was removed is back as it was; a version that was turned off is on again.
    await page.goto(`${platform.url}/projects/greeter/variables`)
    await page.getByRole('button', { name: 'Add a variable' }).click()
    await dialog.getByLabel('Name').fill('API_KEY')
    await dialog.getByLabel('Value').fill('canary')
    await dialog.getByRole('button', { name: 'Save' }).click()
    await page.getByRole('button', { name: 'Remove API_KEY' }).click()
    await dialog.getByRole('button', { name: 'Remove' }).click()
    await page.getByRole('button', { name: 'Remove API_KEY' }).waitFor({ state: 'detached' })
    await page.getByRole('button', { name: 'Undo' }).click()
    await page.getByRole('button', { name: 'Remove API_KEY' }).waitFor()
    await page.goto(`${platform.url}/projects/greeter?ask=off&version=2`)
    await dialog.getByRole('button', { name: 'Turn off' }).click()
    await page.getByRole('button', { name: 'Undo' }).click()
    await page.getByRole('heading', { name: 'Turn on v2 in production' }).waitFor()
    await succeeded(page)
    assert.equal((await open(`http://greeter.localhost:${platform.port}/`)).body, 'good evening')
  })

  test('a project is managed on the page alone, from its Compose file to its end', async () => {
    const person = await browser.person()
    const page = await person.newPage()
    const faults: string[] = []
    page.on('pageerror', (error) => faults.push(error.message))
    const address = `http://corner.localhost:${platform.port}/`
    const corner = { page, dashboard: platform.url, project: 'corner', address }

    await signIn(page, `${platform.url}/new/compose`)
    await writeAFile(corner)
    await useADomain(corner, names)
    await guard(corner)
    await scale(corner)
    await change(corner)
    await remove(corner)
    assert.deepEqual(faults, [])
  })

  test('a log of 100,000 lines, sixty services and many versions are read while more comes', async () => {
    const person = await browser.person()
    const page = await person.newPage()
    const plenty = { page, project: 'plenty' }
    const aged = { page, project: 'aged' }

    await signIn(page, `${platform.url}/settings`)
    await Promise.all([growOld(aged, 34), readALongLog(plenty).then(() => lookAtManyServices(plenty))])
    await lookAtManyVersions(aged, 34)
  })

  test('who joins by a link sees and may what their rank allows, until they are removed', async () => {
    const [host, guest, elsewhere] = await Promise.all(
      [1, 2, 3].map(async () => (await browser.person()).newPage()),
    )
    assert.ok(host && guest && elsewhere)
    const places = { dashboard: platform.url, project: 'visits' }
    const rosa = { page: guest, email: 'rosa@example.test', password: 'a password of mine' }

    await signIn(host, `${platform.url}/settings`)
    await joinByLink(host, rosa)
    await followTheRank(host, rosa, places)
    await changePassword(elsewhere, rosa, places)
    const token = await useTokens(rosa, places)
    await beRemoved(host, rosa, places, token)
  })

  test('a registry and the key of a git server are kept at the settings; the end of a deploy is told', async (t) => {
    const other = await startGitServer()
    t.after(() => other.close())
    const places = { dashboard: platform.url, project: 'visits' }
    const page = await (await browser.person()).newPage()

    await signIn(page, `${platform.url}/settings`)
    await keepARegistry(page, places)
    await forgetAHost(page, places, other)
    await beTold(await page.context().newPage(), places)
  })
})

const waitForStatus = (url: string, status: number) =>
  eventually(`${url} answers ${status}`, 30_000, async () => (await open(url)).status === status)
