import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readEnvironment } from './environment.ts'
import { readOptions } from './options.ts'
import { sequenceOf, sort } from './vote.ts'

const options = readOptions({})
const ann = '0b9cbb4e-0a51-4c0b-9d19-0a6c1d7d0001'
const bob = '0b9cbb4e-0a51-4c0b-9d19-0a6c1d7d0002'

test('cats and dogs, or what OPTION_A and OPTION_B say, or all of OPTIONS', () => {
  const names = (environment: Record<string, string>) =>
    readOptions(environment)
      .map(({ id, name }) => `${id} ${name}`)
      .join(', ')

  assert.equal(names({}), 'a Cats, b Dogs')
  assert.equal(names({ OPTION_A: 'Tea', OPTION_B: 'Coffee' }), 'a Tea, b Coffee')
  assert.equal(names({ OPTION_A: 'Tea', OPTIONS: 'Red, Green ,Blue' }), 'a Red, b Green, c Blue')
})

test('a ballot that makes no sense is refused with the reason', () => {
  assert.throws(() => readOptions({ OPTIONS: 'One' }), /OPTIONS: 1 given; a ballot has 2 to 8/)
  assert.throws(() => readOptions({ OPTIONS: 'One,,Two' }), /OPTIONS: an option has no name/)
  assert.throws(() => readOptions({ OPTION_A: 'Dogs' }), /OPTION_A and OPTION_B: "Dogs" is there twice/)
  assert.throws(() => readOptions({ OPTION_A: 'x'.repeat(41) }), /longer than 40 characters/)
  assert.throws(() => readEnvironment({ REDIS_PORT: 'six' }), /REDIS_PORT is "six"/)
})

test('the order of acceptance survives in the sequence', () => {
  assert.ok(sequenceOf('1790000000000-9') < sequenceOf('1790000000000-10'))
  assert.ok(sequenceOf('1790000000000-99999') < sequenceOf('1790000000001-0'))
})

test('of several votes of one voter the last one counts, in whatever order they come', () => {
  const { votes } = sort(
    [
      ['7-0', ['voter', ann, 'choice', 'b']],
      ['5-0', ['voter', ann, 'choice', 'a']],
      ['6-0', ['voter', bob, 'choice', 'a']],
    ],
    options,
  )

  assert.deepEqual(
    votes.map(({ voter, choice }) => [voter, choice]),
    [
      [ann, 'b'],
      [bob, 'a'],
    ],
  )
})

test('what is no vote is set aside with the reason', () => {
  const { votes, dead } = sort(
    [
      ['1-0', ['voter', ann, 'choice', 'z']],
      ['2-0', ['voter', "'; drop table votes", 'choice', 'a']],
      ['3-0', ['nonsense']],
    ],
    options,
  )

  assert.deepEqual(votes, [])
  assert.deepEqual(
    dead.map(({ entry, reason }) => `${entry} ${reason}`),
    ['1-0 there is no such option', '2-0 the voter is not an id', '3-0 the voter is not an id'],
  )
})
