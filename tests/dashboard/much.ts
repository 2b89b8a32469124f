import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { endpoints } from '@keelson/protocol'
import type { Locator, Page } from 'playwright-core'
import { docker } from '../harness/engine.ts'
import { eventually } from '../harness/eventually.ts'
import { request, succeeded } from './steps.ts'

/** A project with much in it, and the page on which it is looked at. */
export type Much = { page: Page; project: string }

/** Most of the lines at once; the rest when it is told to. */
const speaker = `let said = 0
const speak = (to) => { let text = ''; while (said < to) text += 'line ' + ++said + ' of many\\n'; process.stdout.write(text) }
const awake = setInterval(() => {}, 1e6)
process.once('SIGUSR2', () => { speak(100000); clearInterval(awake) })
speak(60000)`
const others = Array.from({ length: 60 }, (_, at) => `part-${at + 1}`)

/** One service that has much to say before it starts, and sixty of which none is started. */
const compose = `services:
  web:
    image: keelson/node:24
    command: [sleep, infinity]
    init: true
    x-keelson:
      hooks:
        pre-deploy: [node, -e, ${JSON.stringify(speaker)}]
${others
  .map(
    (name, at) => `  ${name}:
    image: keelson/node:24
    scale: 0
    networks: [side-${at % 6}]
    depends_on: [${at < 6 ? 'web' : others[at - 6]}]
`,
  )
  .join('')}networks:
${others
  .slice(0, 6)
  .map((_, at) => `  side-${at}: {}\n`)
  .join('')}`

/** While 100,000 lines arrive the page searches and shows; afterwards all of them are there: seen, found, linked to, saved. */
export async function readALongLog({ page, project }: Much): Promise<void> {
  await make(page, project, compose)
  const { id } = await deploy(page, project)
  await page.goto(new URL(`/deploys/${id}`, page.url()).href)
  const longest = await watchPauses(page)
  const search = page.getByRole('searchbox')
  const current = (text: string) => page.locator('.log-row.current', { hasText: text })
  await search.fill('line 777 of many')
  await current('line 777 of many').locator('mark').waitFor()

  await goOn(page, project)
  await page.getByRole('button', { name: 'Show times' }).click()
  await current('line 777 of many').locator('time').waitFor()
  await page.getByText(/^100,\d{3} lines$/).waitFor({ timeout: 60_000 })
  assert.ok(await current('line 777 of many').isVisible(), 'what one reads stays while more arrives')
  await succeeded(page)
  const pause = await longest()
  assert.ok(pause < 10_000, `the page did not answer for ${pause} ms`)

  await page.getByRole('button', { name: 'Follow' }).click()
  await page.locator('.log-row', { hasText: 'line 100000 of many' }).waitFor()
  await search.fill('line 54321 of many')
  await current('line 54321 of many').locator('mark').waitFor()

  const download = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Download the log' }).click()
  const text = await readFile(await (await download).path(), 'utf8')
  const numbers = [...text.matchAll(/ \| line (\d+) of many$/gm)].map(([, number]) => Number(number))
  assert.ok(numbers.length === 100_000 && numbers.every((number, at) => number === at + 1), 'all, in order')

  await page.goto(`${page.url().split('#')[0]}#L50000`)
  await page.reload()
  const linked = page.locator('.log-row.current')
  await linked.locator('.number', { hasText: /^50000$/ }).waitFor()
  assert.match((await linked.locator('.text').textContent()) ?? '', /^line (49\d{3}|50000) of many$/)
}

/** All of sixty services are listed, drawn, and drawn as words; each leads to what is known of it. */
export async function lookAtManyServices({ page, project }: Much): Promise<void> {
  const at = (path: string) => page.goto(new URL(`/projects/${project}${path}`, page.url()).href)
  await at('/environments/production')
  await page.getByRole('button', { name: 'Scale part-42' }).waitFor()
  await holds(page.getByRole('button', { name: /^Scale / }), others.length + 1)

  await at('/topology')
  await page.getByRole('button', { name: /^web Running, 1 of 1/ }).waitFor()
  const cards = page.locator('[data-service]')
  await holds(cards, others.length + 1)
  await page.getByRole('button', { name: 'Show all' }).click()
  const places = await cards.evaluateAll((all) =>
    all.map((card) => {
      const { x, y } = card.getBoundingClientRect()
      return `${Math.round(x)} ${Math.round(y)}`
    }),
  )
  assert.equal(new Set(places).size, others.length + 1, 'each stands at a place of its own')
  await page.getByRole('button', { name: 'List', exact: true }).click()
  await page.getByRole('button', { name: 'Details of part-60' }).click()
  await page.getByRole('complementary', { name: 'part-60' }).getByText('part-54').waitFor()
}

/** One version after the other, of a project that has nothing to start. */
export async function growOld({ page, project }: Much, versions: number): Promise<void> {
  await make(page, project, 'services:\n  web:\n    image: keelson/node:24\n    scale: 0\n')
  for (let version = 1; version <= versions; version += 1) {
    const { id } = await deploy(page, project)
    const ended = await eventually(`version ${version}`, 60_000, async () => {
      const now = await (await request(page, 'GET', `/deploys/${id}`)).json()
      return now.finishedAt === null ? undefined : endpoints.oneDeploy.answer.parse(now)
    })
    assert.equal(ended.state, 'succeeded')
  }
}

/** Of many versions the newest are drawn, the others when they are asked for or searched. */
export async function lookAtManyVersions({ page, project }: Much, versions: number): Promise<void> {
  await page.goto(new URL(`/projects/${project}`, page.url()).href)
  const rows = page.getByRole('button', { name: /^Actions for v\d+$/ })
  await page.getByRole('button', { name: `Actions for v${versions}` }).waitFor()
  await holds(rows, 30)
  await page.getByRole('button', { name: `Show more (${versions - 30})` }).click()
  await holds(rows, versions)
  await page.getByRole('searchbox').fill('v7')
  await holds(rows, 1)
  await page.getByRole('button', { name: 'Actions for v7' }).waitFor()
}

async function make(page: Page, name: string, text: string): Promise<void> {
  const made = await request(page, 'POST', '/projects', { name, source: { kind: 'compose', text } })
  assert.equal(made.status(), 201, await made.text())
}

async function deploy(page: Page, project: string) {
  const asked = await request(page, 'POST', `/projects/${project}/deploys`, {})
  return endpoints.deploy.answer.parse(await asked.json())
}

/** Tells the container that speaks to go on. */
async function goOn(page: Page, project: string): Promise<void> {
  const asked = await request(page, 'GET', `/projects/${project}/environments`)
  const [production] = endpoints.environments.answer.parse(await asked.json())
  await docker('kill', '--signal', 'SIGUSR2', `${production?.composeProject}-web-pre-deploy`)
}

const holds = (what: Locator, count: number) =>
  eventually(`there are ${count}`, 30_000, async () => (await what.count()) === count)

/** From now on notes how long the page answers to nothing; gives the longest time, in milliseconds. */
async function watchPauses(page: Page): Promise<() => Promise<number>> {
  await page.evaluate(`{
    let last = performance.now()
    window.longestPause = 0
    setInterval(() => {
      window.longestPause = Math.max(window.longestPause, performance.now() - last)
      last = performance.now()
    }, 20)
  }`)
  return () => page.evaluate<number>('Math.round(window.longestPause)')
}
