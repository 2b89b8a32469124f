import assert from 'node:assert/strict'
import { test } from 'node:test'
import { addressKind, shortAddress, suggestName } from './git-address.ts'

test('a name is suggested from the last part of the address', () => {
  assert.equal(suggestName('git@gitlab.com:a/b/Shop_Front.git'), 'shop-front')
  assert.equal(suggestName('https://git.example.org/über/Café%20App/'), 'cafe-20app')
  assert.equal(suggestName('/srv/repositories/timetable'), 'timetable')
  assert.equal(suggestName(`ssh://git@host:2222/x/${'long'.repeat(20)}.git`).length, 30)
  assert.equal(suggestName('???'), '')
})

test('the way to reach a repository is seen from its address', () => {
  const kinds = [
    'git@host:a/b.git',
    'ssh://git@host:2222/a.git',
    'host:a/b',
    'https://host/a.git',
    '/srv/a',
    'file:///srv/a',
    '',
    'half',
  ].map(addressKind)
  assert.deepEqual(kinds, ['ssh', 'ssh', 'ssh', 'https', 'path', 'path', 'none', 'none'])
})

test('an address is shortened to what people say', () => {
  assert.equal(shortAddress('git@gitlab.com:group/sub/shop.git'), 'gitlab.com/group/sub/shop')
  assert.equal(shortAddress('https://user@git.example.org/shop.git'), 'git.example.org/shop')
  assert.equal(shortAddress('ssh://git@host:2222/shop.git'), 'host:2222/shop')
})
