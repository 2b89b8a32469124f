import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { commands } from '../commands.ts'
import { paint } from '../print/paint.ts'
import { complete } from './complete.ts'
import { referencePage } from './reference.ts'
import { commandPage, overview } from './text.ts'

const page = { columns: 80, paint: paint(false) }
const words = async (...typed: string[]) =>
  (await complete(typed, async (kind) => [{ word: `a-${kind}`, about: '' }])).map(({ word }) => word)

test('the overview names every command and fits the screen', () => {
  const lines = overview(page)
  for (const name of Object.keys(commands)) {
    assert.ok(
      lines.some((line) => line.startsWith(`  ${name} `)),
      name,
    )
  }
  assert.deepEqual(
    lines.filter((line) => line.length > 100),
    [],
  )
})

test('each command’s letters are its own, and its page shows its flags', async () => {
  for (const [name, { load }] of Object.entries(commands)) {
    const command = (await load()).default
    const letters = Object.values(command.flags).flatMap(({ short }) => short ?? [])
    assert.equal(new Set(letters).size, letters.length, `keelson ${name} uses a letter twice: ${letters}`)
    const text = commandPage(name, command, page).join('\n')
    for (const [flag, { hidden }] of Object.entries(command.flags)) {
      if (!hidden) assert.ok(text.includes(`--${flag}`), `${name} --${flag}`)
    }
  }
})

test('docs/reference/cli.md is what the tables say (node packages/cli/src/help/write-reference.ts)', async () => {
  const written = readFileSync(new URL('../../../../docs/reference/cli.md', import.meta.url), 'utf8')
  assert.equal(written, await referencePage())
})

test('commands, families, flags and words are completed', async () => {
  assert.deepEqual(await words('dep'), ['deploy'])
  assert.deepEqual(await words('projects', ''), ['list', 'create', 'show', 'delete'])
  assert.deepEqual(await words('on', 'shop', '--no-'), ['--no-wait'])
  assert.deepEqual(await words('on', ''), ['a-project'])
  assert.deepEqual(await words('on', 'shop', ''), ['a-version'])
  assert.deepEqual(await words('on', '--env', 'production', 'shop', ''), ['a-version'])
  assert.deepEqual(await words('on', 'shop', 'v1', ''), [])
  assert.deepEqual(await words('help', 'vers'), ['versions', 'version'])
})

test('a flag that waits for its value is completed with what it can be', async () => {
  assert.deepEqual(await words('version', '--format', ''), ['pretty', 'json'])
  assert.deepEqual(await words('deploy', '--env', ''), [])
})
