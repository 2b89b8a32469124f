import assert from 'node:assert/strict'
import { test } from 'node:test'
import { freeName } from './free-name.ts'

test('a second project of the same application gets a number', () => {
  assert.equal(freeName('visits', []), 'visits')
  assert.equal(freeName('visits', ['visits', 'visits-2', 'shop']), 'visits-3')
})
