import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readOptions } from '../ballot/options.ts'
import { howMany } from '../page/words.ts'
import { addUp } from './results.ts'
import { Tempo, WINDOW_SECONDS } from './tempo.ts'

test('shares are of the total, and nothing is divided by zero', () => {
  const options = readOptions({})
  const shares = (counts: [string, number][]) =>
    addUp(options, new Map(counts), 0).options.map(({ name, votes, share }) => `${name} ${votes} ${share}`)

  assert.deepEqual(shares([]), ['Cats 0 0', 'Dogs 0 0'])
  assert.deepEqual(
    shares([
      ['a', 3],
      ['b', 1],
    ]),
    ['Cats 3 75', 'Dogs 1 25'],
  )
})

test('an option that left the ballot is not in the total', () => {
  const { total } = addUp(
    readOptions({}),
    new Map([
      ['a', 2],
      ['z', 5],
    ]),
    0,
  )
  assert.equal(total, 2)
})

test('no votes yet, 1 vote, many votes, in both languages', () => {
  assert.deepEqual(
    [0, 1, 3000].map((votes) => howMany(votes, 'en')),
    ['No votes yet', '1 vote', '3,000 votes'],
  )
  assert.deepEqual(
    [0, 1, 30000].map((votes) => howMany(votes, 'es')),
    ['Aún no hay votos', '1 voto', '30.000 votos'],
  )
})

test('the tempo is of one minute; what is older is forgotten', () => {
  const tempo = new Tempo()
  tempo.add(5, 10_200)
  tempo.add(2, 10_900)
  tempo.add(1, 11_000)

  assert.deepEqual(tempo.last(11_500).slice(-3), [0, 7, 1])
  assert.equal(tempo.last(11_500).length, WINDOW_SECONDS)
  assert.ok(tempo.last(11_500 + WINDOW_SECONDS * 1000).every((votes) => votes === 0))
})
