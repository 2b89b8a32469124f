import assert from 'node:assert/strict'
import { test } from 'node:test'
import { shortName } from './short-name.ts'

test('a replica is named by its service and number; one with a name of its own by that', () => {
  const short = (container: string, service: string) => shortName({ container, service })
  assert.equal(short('shop-production-web-2', 'web'), 'web-2')
  assert.equal(short('web-v1-web-12', 'web'), 'web-12')
  assert.equal(short('the-one-and-only', 'web'), 'the-one-and-only')
})
