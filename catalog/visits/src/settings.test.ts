import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readSettings } from './settings.ts'

test('without variables: port 5000, Redis under its service name', () => {
  assert.deepEqual(readSettings({}), { port: 5000, redis: { host: 'redis', port: 6379 }, logLevel: 'info' })
})

test('a port that is none is named, with what to give instead', () => {
  for (const text of ['http', '0', '70000', '-1', '80.5'])
    assert.throws(() => readSettings({ BIND_PORT: text }), {
      message: `BIND_PORT is "${text}". Give a port number from 1 to 65535.`,
    })
})
