import assert from 'node:assert/strict'
import { appendFile, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { AppUnderTest, copyOf, docker, eventually } from '@keelson/catalog-testing'

const PORTS = ['VOTE_PORT', 'RESULT_PORT', 'VOTE_DEBUG_PORT', 'RESULT_DEBUG_PORT']

test('voting in development: changed sources of page and worker run without a rebuild', {
  timeout: 200_000,
}, async () => {
  await using copy = await copyOf(new URL('..', import.meta.url))
  await using app = await AppUnderTest.prepare(copy.path, PORTS)
  await app.up(['compose.yaml', 'compose.dev.yaml'], '--build')
  assert.equal(await app.container('worker'), `${app.name}-worker`)
  const shows = (text: string) =>
    eventually(text, async () => (await (await fetch(app.address('VOTE_PORT'))).text()).includes(text))
  await shows('What do you prefer?')

  const words = join(copy.path, 'page/words.ts')
  await writeFile(words, (await readFile(words, 'utf8')).replace('What do you prefer?', 'Which one?'))
  await appendFile(join(copy.path, 'worker/alive.ts'), "\nconsole.log('the new worker')\n")

  await shows('Which one?')
  const worker = await app.container('worker')
  await eventually('the worker runs the new source', async () =>
    (await docker('logs', worker)).includes('the new worker'),
  )
})
