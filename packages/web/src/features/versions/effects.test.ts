import assert from 'node:assert/strict'
import { test } from 'node:test'
import { anEnvironment, aVersion } from '../../recorded/make.ts'
import { environment } from '../../recorded/world.ts'
import {
  canaryEffects,
  deleteEffects,
  type Effects,
  turnOffEffects,
  turnOnEffects,
  turnOnTarget,
} from './effects.ts'

const told = ({ effects, kept }: Effects) => ({
  effects: effects.map(({ key, values }) =>
    [key.replace('project.effects.', ''), ...Object.values(values)].join(' '),
  ),
  kept: kept.map(({ key, values }) =>
    [key.replace('project.effects.', ''), ...Object.values(values)].join(' '),
  ),
})
const v2 = aVersion(2, 'new')
const v1 = aVersion(1, 'old', { onIn: [environment('production')] })
const production = anEnvironment('shop', 'production', 1)

test('a version goes to production when nothing is on there, else to a preview of its own', () => {
  assert.equal(turnOnTarget(v2, [anEnvironment('shop', 'production', null)]), 'production')
  assert.equal(turnOnTarget(v2, [production]), 'v2')
})

test('a canary says what it gets, and that what is live stays', () => {
  assert.deepEqual(told(canaryEffects(v2, 10, [production])), {
    effects: ['canary 2 10'],
    kept: ['beside 1'],
  })
})

test('making live says what it replaces and what stays', () => {
  assert.deepEqual(told(turnOnEffects(v2, 'production', [production])), {
    effects: [
      'starts 2 production',
      'replaces 1 2',
      'serves shop.localhost:8000, admin--shop.localhost:8000 2',
    ],
    kept: ['keepsVersion 1', 'keepsVolumes production'],
  })
  assert.deepEqual(told(turnOnEffects(v2, 'v2', [production])), {
    effects: ['startsBeside 2', 'ownPlace v2'],
    kept: [],
  })
})

test('turning off keeps the volumes', () => {
  assert.deepEqual(told(turnOffEffects(v1, [production])), {
    effects: ['stops production shop-production', 'silences shop.localhost:8000, admin--shop.localhost:8000'],
    kept: ['keepsVolumes production', 'keepsVersion 1'],
  })
})

test('deleting takes only images that no other version uses, and a preview’s volumes', () => {
  const shared = aVersion(3, 'same images', { images: [...v2.images.slice(0, 1)] })
  const { effects } = told(deleteEffects(v2, [shared], [anEnvironment('shop', 'v2', 2)]))
  assert.deepEqual(effects, [
    'stops v2 shop-v2',
    'dropsVolumes v2',
    `dropsImages ${v2.images[1]?.image}`,
    'dropsVersion 2',
  ])
})

test('turning on what was cleaned up says that it is built again', () => {
  const cleaned = aVersion(1, 'old', { cleaned: true })
  assert.deepEqual(
    turnOnEffects(cleaned, 'production', []).effects.map(({ key }) => key),
    ['project.effects.startsAgain'],
  )
})
