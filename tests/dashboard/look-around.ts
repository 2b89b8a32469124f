import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import type { Page } from 'playwright-core'
import type { GitServer } from '../harness/git-server.ts'
import { startTraffic } from '../harness/traffic.ts'

type Repository = Awaited<ReturnType<GitServer['repository']>>

/** What a project with v2 in production and v1 beside it looks like on the pages that only look. */
export async function lookAround(page: Page, project: string): Promise<void> {
  const at = (path: string) => page.goto(new URL(`/projects/${project}${path}`, page.url()).href)
  const { port, href: home } = new URL('/', page.url())
  const host = `${project}.localhost:${port}`

  // At home: its state, address, last operation, and requests as they come; on the picture, too.
  const traffic = startTraffic(`http://${host}/`)
  await page.goto(home)
  const card = page.getByRole('article').filter({ has: page.getByRole('heading', { name: project }) })
  await card.getByText('On', { exact: true }).waitFor()
  await card.getByRole('link', { name: host }).waitFor()
  await card.getByText(/^Turn on v1 in v1|Deploy v2 to production$/).waitFor()
  await card.getByText(/^\d[\d.]+ req\/s$/).waitFor()
  await at('/topology')
  await page.getByText(/^\d[\d.]+\/s$/).waitFor()
  assert.deepEqual((await traffic.stop()).failures, [])

  // The picture of what runs, its panel with the way to the service, and the picture as a file.
  const web = page.getByRole('button', { name: /^web Running, 1 of 1/ })
  await web.click()
  const panel = page.getByRole('complementary', { name: 'web' })
  await panel.getByText('web-1').waitFor()
  assert.match((await saved(page, 'As SVG')).toString(), /^<svg .*web.*<\/svg>\n$/s)
  assert.equal((await saved(page, 'As PNG')).subarray(1, 4).toString(), 'PNG')
  const health = await page.context().newPage()
  await health.goto(page.url())
  await health.getByRole('button', { name: /^web Running, 1 of 1/ }).waitFor()
  await panel.getByRole('link', { name: 'Logs, usage and insides' }).click()
  await page.getByRole('button', { name: 'Stop', exact: true }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Stop' }).click()
  // Seen on the picture that was open all the time.
  await health.getByRole('button', { name: /^web (?!Running)/ }).waitFor()
  await page.getByRole('button', { name: 'Start', exact: true }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Start' }).click()
  await health.getByRole('button', { name: /^web Running, 1 of 1/ }).waitFor()
  await health.close()

  // Two versions side by side; making the older one live would start nothing, since it runs.
  await at('/compare?from=1&to=2')
  await page.getByText('Changed', { exact: true }).first().waitFor()
  await at('')
  await page.getByRole('button', { name: 'Actions for v1' }).click()
  await page.getByRole('menuitem', { name: 'Make live' }).click()
  const dialog = page.getByRole('dialog', { name: 'Make v1 live?' })
  await dialog.getByText('Production takes over what runs in v1').waitFor()
  await dialog.getByRole('button', { name: 'Cancel' }).click()

  // The log of a real build: searched, with times, not wrapped, by a link to a line, as a file.
  await at('/deploys')
  await page.getByRole('link', { name: 'Deploy v2 to production' }).click()
  await page.getByRole('searchbox').fill('COPY web.js')
  await page.locator('.log-row.current mark', { hasText: 'COPY web.js' }).waitFor()
  const line = await page.locator('.log-row.current .number').textContent()
  await page.getByRole('button', { name: 'Show times' }).click()
  await page.locator('.log-row time').first().waitFor()
  await page.getByRole('button', { name: 'Wrap long lines' }).click()
  const download = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Download the log' }).click()
  assert.match(await readFile(await (await download).path(), 'utf8'), /COPY web\.js/)
  await page.goto(`${page.url().split('#')[0]}#L${line}`)
  await page.reload()
  await page.locator('.log-row.current .number', { hasText: new RegExp(`^${line}$`) }).waitFor()
}

/**
 * A build that takes long, of a file that the settings name, is cancelled in the queue, tried again, and cancelled on
 * its own page. Who did it is noted; the palette leads there.
 */
export async function useTheQueue(page: Page, project: string, repository: Repository): Promise<void> {
  await repository.commit({
    'slow.yaml': 'services:\n  web:\n    build: .\n',
    Dockerfile: 'FROM keelson/node:24\nRUN echo begun && sleep 60\n',
  })
  await page.goto(new URL(`/projects/${project}/settings`, page.url()).href)
  await page.getByLabel('Compose files').fill('slow.yaml')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText('Settings saved.').waitFor()
  await page.goto(new URL(`/projects/${project}`, page.url()).href)
  await page.getByRole('button', { name: 'Deploy', exact: true }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Deploy', exact: true }).click()
  await page.getByText('begun', { exact: true }).first().waitFor({ timeout: 60_000 })
  await page.goto(new URL('/jobs', page.url()).href)
  const cancel = page.getByRole('button', { name: `Cancel the operation of ${project}` })
  const retry = page.getByRole('button', { name: `Try again: the operation of ${project}` })
  await page.getByText('1 of 6 places taken').waitFor()
  for (const name of ['Operations a minute, last hour', 'Waiting and duration, last hour'])
    await page.getByRole('img', { name }).locator('canvas').waitFor()
  await cancel.click()
  await retry.click()
  await cancel.waitFor()
  await page
    .getByRole('link', { name: new RegExp(`^${project}: Deploy`) })
    .first()
    .click()
  await page.getByRole('button', { name: 'Cancel', exact: true }).click()
  await page.getByRole('status').filter({ hasText: 'Cancelled' }).waitFor()
  await page.keyboard.press('Control+k')
  await page.getByRole('combobox').fill('activity')
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'Activity' }).waitFor()
  await page.getByText('Cancelled a deploy').nth(1).waitFor()
  await page.getByText(`Deployed ${project}`).first().waitFor()

  // By keys alone; the catalog has all that ships with the installation.
  await page.keyboard.press('?')
  await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor()
  await page.keyboard.press('Escape')
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  await page.keyboard.press('g')
  await page.keyboard.press('c')
  await page.getByRole('button', { name: 'Deploy Allocation' }).waitFor()
  assert.equal(await page.getByRole('button', { name: /^Deploy / }).count(), 5)
}

/** While the socket is cut the page goes on by requests, and it is live again as soon as it may. */
export async function loseTheSocket(page: Page, project: string, change: () => Promise<void>): Promise<void> {
  let cut = false
  const sockets = new Set<() => Promise<void>>()
  const mine = await page.context().newPage()
  await mine.route('**/api/v1/live/**', (route) => (cut ? route.abort() : route.continue()))
  await mine.routeWebSocket('**/api/v1/live/**', (socket) => {
    if (cut) return void socket.close()
    socket.connectToServer()
    sockets.add(() => socket.close())
  })
  await mine.goto(new URL(`/projects/${project}`, page.url()).href)
  await mine.getByRole('button', { name: 'Actions for v1' }).waitFor()
  assert.equal(await mine.getByText('Not live').count(), 0)
  cut = true
  for (const close of sockets) await close()
  await mine.getByText('Not live').waitFor()
  await change()
  await mine.getByRole('button', { name: 'Actions for v1' }).waitFor({ state: 'detached' })
  cut = false
  await mine.getByText('Not live').waitFor({ state: 'detached' })
  await mine.close()
}

/** What the browser was given when a kind of file was asked for. */
async function saved(page: Page, kind: string): Promise<Buffer> {
  const download = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByRole('menuitem', { name: kind }).click()
  return readFile(await (await download).path())
}
