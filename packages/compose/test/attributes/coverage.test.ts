import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { test } from 'node:test'
import { jsonSchema } from '@keelson/compose'
import { examplesOf } from './harness.ts'

test('every attribute of a service has an example', () => {
  const groups = readdirSync(new URL('.', import.meta.url)).filter((name) => name.endsWith('.json'))
  const covered = new Set(
    groups.flatMap((name) => examplesOf(name.replace('.json', ''))).map(({ attribute }) => attribute),
  )
  const attributes = Object.keys(
    Object.values(jsonSchema().properties?.services?.patternProperties ?? {})[0]?.properties ?? {},
  )
  assert.deepEqual(
    attributes.filter((attribute) => !covered.has(attribute)),
    ['pull_refresh_after'],
  )
})
