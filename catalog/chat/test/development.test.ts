import assert from 'node:assert/strict'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { AppUnderTest, copyOf, eventually } from '@keelson/catalog-testing'

test('chat in development: changed sources of app and page run without a rebuild', {
  timeout: 200_000,
}, async () => {
  await using copy = await copyOf(new URL('..', import.meta.url))
  await using app = await AppUnderTest.prepare(copy.path, ['CHAT_PORT', 'DEBUG_PORT'])
  await app.up(['compose.yaml', 'compose.dev.yaml'], '--build')
  assert.equal(await app.container('app'), `${app.name}-app`)
  const holds = (path: string, text: string) =>
    eventually(`${path} has ${text}`, async () =>
      (await (await fetch(app.address('CHAT_PORT') + path)).text()).includes(text),
    )
  await holds('/ready', '"ok":true')
  await holds('/src/words/en.ts', 'Join {chat}')

  const change = async (file: string, before: string, after: string) => {
    const path = join(copy.path, file)
    const source = await readFile(path, 'utf8')
    assert.ok(source.includes(before))
    await writeFile(path, source.replace(before, after))
  }
  await change('frontend/src/words/en.ts', 'Join {chat}', 'Come into {chat}')
  await change('server/app.ts', '{ ok: database.wasThere }', '{ ok: database.wasThere, changed: true }')

  await holds('/src/words/en.ts', 'Come into {chat}')
  await holds('/ready', '"changed":true')
})
