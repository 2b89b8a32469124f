import assert from 'node:assert/strict'
import { test } from 'node:test'
import { keelson } from '../test/keelson.ts'

test('a dry run of a command without a plan is refused instead of done', async () => {
  const ran = await keelson(['--dry-run', 'exec', 'web', 'true'], {})
  assert.equal(ran.code, 1)
  assert.match(ran.err, /exec has no dry run, so nothing was done/)
})

test('a family of commands without a second word lists', async () => {
  const ran = await keelson(['projects'], {
    env: { KEELSON_URL: 'http://127.0.0.1:1', KEELSON_TOKEN: 'kst_none' },
  })
  // It gets as far as asking the server.
  assert.equal(ran.code, 3, ran.err)
})
