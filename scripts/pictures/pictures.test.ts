import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { pictures } from './pictures.ts'

test('the pictures in the READMEs of the catalog are what the Compose files say (node scripts/pictures.ts)', () => {
  const drawn = pictures()
  assert.ok(drawn.length >= 4)
  for (const { path, svg } of drawn) assert.equal(readFileSync(path, 'utf8'), svg, path)
})
