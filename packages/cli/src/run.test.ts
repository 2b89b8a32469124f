import assert from 'node:assert/strict'
import { test } from 'node:test'
import { keelson } from '../test/keelson.ts'

test('a family of commands without a second word lists', async () => {
  const ran = await keelson(['projects'], {
    env: { KEELSON_URL: 'http://127.0.0.1:1', KEELSON_TOKEN: 'kst_none' },
  })
  // It gets as far as asking the server.
  assert.equal(ran.code, 3, ran.err)
})
