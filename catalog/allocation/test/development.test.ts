// compose.dev.yaml: an edited source is what runs, in the page and in the worker, without a hand on the containers.
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { AppUnderTest, copyOf, docker, eventually, openBrowser } from '@keelson/catalog-testing'

const FILES = ['compose.yaml', 'compose.dev.yaml']

test('development: page and worker follow their sources', { timeout: 180_000 }, async () => {
  await using folder = await copyOf(new URL('..', import.meta.url))
  await using app = await AppUnderTest.prepare(folder.path, [
    'ALLOCATION_PORT',
    'ALLOCATION_API_PORT',
    'DASHBOARD_PORT',
    'API_DEBUG_PORT',
  ])
  await app.up(FILES, '--build')
  const edit = async (path: string, change: (text: string) => string) => {
    const file = join(folder.path, path)
    await writeFile(file, change(await readFile(file, 'utf8')))
  }
  const address = app.address('ALLOCATION_PORT')
  await eventually('Vite answers', async () => (await fetch(address)).ok, { seconds: 40 })

  await using browser = await openBrowser()
  const page = await browser.newPage({ locale: 'en-GB' })
  await page.goto(address)
  await page.getByText('Your allocations').waitFor()
  await edit('frontend/src/words.ts', (text) => text.replace('Your allocations', 'Your scenarios'))
  await page.getByText('Your scenarios').waitFor()
  await page.getByText('Try with an example').click()
  await page.getByRole('button', { name: 'Solve', exact: true }).click()
  await page.getByText('Proven: nothing is better.').waitFor()

  const worker = await app.container('worker')
  await edit('worker/work.ts', (text) => `${text}\nconsole.log('the worker was edited')\n`)
  await eventually('the worker restarts', async () =>
    (await docker('logs', worker)).includes('the worker was edited'),
  )
})
