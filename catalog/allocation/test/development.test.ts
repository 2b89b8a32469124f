// compose.dev.yaml: an edited source is what runs, in the page and in the worker, without a hand on the containers.
import assert from 'node:assert/strict'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { AppUnderTest, copyOf, docker, eventually, openBrowser } from '@keelson/catalog-testing'

const FILES = ['compose.yaml', 'compose.dev.yaml']

test('development: page and worker follow their sources within two seconds', {
  timeout: 180_000,
}, async (t) => {
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
  const pageMs = await quickest(async (before, after) => {
    await edit('frontend/src/words.ts', (text) => text.replace(`Your ${before}`, `Your ${after}`))
    await page.getByText(`Your ${after}`).waitFor()
  })
  await page.getByText('Try with an example').click()
  await page.getByRole('button', { name: 'Solve', exact: true }).click()
  await page.getByText('Proven: nothing is better.').waitFor()

  const worker = await app.container('worker')
  const workerMs = await quickest(async (_before, after) => {
    await edit('worker/work.ts', (text) => `${text}\nconsole.log('edited: ${after}')\n`)
    await eventually('the worker restarts', async () =>
      (await docker('logs', worker)).includes(`edited: ${after}`),
    )
  })
  t.diagnostic(`page ${Math.round(pageMs)} ms, worker ${Math.round(workerMs)} ms after the edit`)
  assert.ok(pageMs < 2000, `the page follows after ${pageMs} ms`)
  assert.ok(workerMs < 2000, `the worker follows after ${workerMs} ms`)
})

/** Milliseconds that the quickest of three edits takes to be seen: the machine may do something else meanwhile. */
async function quickest(edit: (before: string, after: string) => Promise<void>): Promise<number> {
  const words = ['allocations', 'scenarios', 'attempts', 'wishes']
  let least = Number.POSITIVE_INFINITY
  for (const [n, after] of words.slice(1).entries()) {
    const began = performance.now()
    await edit(words[n] ?? '', after)
    least = Math.min(least, performance.now() - began)
  }
  return least
}
