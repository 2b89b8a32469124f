import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isAllowed, readEnvironment } from './environment.ts'

test('wrong variables are named with what they should hold', () => {
  assert.throws(() => readEnvironment({ BIND_PORT: 'x' }), /BIND_PORT is "x"\. Give a port number/)
  assert.throws(() => readEnvironment({ API_URL: 'api' }), /API_URL is "api"\. Give an address/)
  assert.throws(() => readEnvironment({ PAGE_ORIGINS: 'http://a/b' }), /PAGE_ORIGINS has "http:\/\/a\/b"/)
})

test('the page finds the services where it is told, or on their ports of its own host', () => {
  assert.deepEqual(readEnvironment({ API_PORT: '9', SOCKET_URL: 'https://s.example/' }).endpoints, {
    api: ':9',
    socket: 'https://s.example',
  })
})

test('only the pages of the same host may call, or those of the list', () => {
  assert.ok(isAllowed('http://localhost:8080', 'localhost:8081', []))
  assert.ok(!isAllowed('http://elsewhere:8080', 'localhost:8081', []))
  assert.ok(!isAllowed('null', 'localhost:8081', []))
  assert.ok(!isAllowed('http://localhost:8080', 'localhost:8081', ['https://game.example']))
  assert.ok(isAllowed('https://game.example', 'api.example', ['https://game.example']))
})
