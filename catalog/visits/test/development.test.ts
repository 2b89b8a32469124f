import assert from 'node:assert/strict'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { AppUnderTest, copyOf, eventually } from '@keelson/catalog-testing'

test('visits in development: a changed source is on the page without a rebuild', {
  timeout: 200_000,
}, async () => {
  await using copy = await copyOf(new URL('..', import.meta.url))
  await using app = await AppUnderTest.prepare(copy.path, ['VISITS_PORT', 'DEBUG_PORT', 'REDIS_DEBUG_PORT'])
  await app.up(['compose.yaml', 'compose.dev.yaml'], '--build')
  assert.equal(await app.container('web'), `${app.name}-web`)
  const shows = (text: string) =>
    eventually(text, async () => (await (await fetch(app.address('VISITS_PORT'))).text()).includes(text))
  await shows('You are visit number')

  const source = join(copy.path, 'src/words.ts')
  await writeFile(source, (await readFile(source, 'utf8')).replace('You are visit', 'You have become visit'))

  await shows('You have become visit number')
})
