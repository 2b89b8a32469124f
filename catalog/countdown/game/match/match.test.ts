import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Dictionary } from '../letters/dictionary.ts'
import { fold } from '../letters/piles.ts'
import { seeded } from '../seeded.ts'
import { deal } from './deal.ts'
import { judge } from './judge.ts'
import { type Answer, answer, join, type Match, type Moved, type Puzzle, settle, start } from './match.ts'
import { award, lettersPoints, numbersPoints } from './score.ts'
import { viewOf } from './view.ts'

const words = Dictionary.of(['teaching', 'cheating', 'tin', 'chagrined', 'cañón'])
const letters: Puzzle = { kind: 'letters', letters: [...'teachings'] }
const numbers: Puzzle = { kind: 'numbers', tiles: [75, 50, 2, 3, 8, 7], target: 812 }
const conundrum: Puzzle = { kind: 'conundrum', letters: [...'dingchare'], word: 'chagrined' }

const moved = (result: Moved): Match => {
  assert.ok(result.ok, JSON.stringify(result))
  return result.match
}
const table = (puzzle: Puzzle): Match => {
  const empty: Match = {
    ...{ id: 'm', language: 'en', plan: [puzzle.kind, puzzle.kind], seats: 2 },
    ...{ players: [], rounds: [], version: 0 },
  }
  const two = moved(join(moved(join(empty, 'ann', 'Ann')), 'bob', 'Bob'))
  return moved(start(two, 'ann', puzzle, { words: ['chagrined'] }, 0))
}
const give = (match: Match, owner: string, given: Answer, at: number): Match => {
  const puzzle = match.rounds.at(-1)?.puzzle
  assert.ok(puzzle)
  return moved(answer(match, owner, judge(puzzle, given, words, at)))
}
const scores = (match: Match) => viewOf(match, 'ann', 0).players.map(({ score }) => score)

test('points as in the show', () => {
  assert.deepEqual([0, 1, 5, 6, 10, 11].map(numbersPoints), [10, 7, 7, 5, 5, 0])
  assert.deepEqual([4, 8, 9].map(lettersPoints), [4, 8, 18])
  const [far, near, none] = [
    { points: 7, rank: 3 },
    { points: 7, rank: 2 },
    { points: 0, rank: 0 },
  ]
  assert.deepEqual(award([far, near]), [0, 7])
  assert.deepEqual(award([near, near]), [7, 7])
  assert.deepEqual(award([none, far]), [0, 7])
})

test('letters: the longer word scores, equal ones both; what is no word or not laid scores nothing', () => {
  const round = table(letters)
  assert.deepEqual(
    scores(give(give(round, 'ann', { word: 'tin' }, 1), 'bob', { word: 'Teaching' }, 2)),
    [0, 8],
  )
  assert.deepEqual(
    scores(give(give(round, 'ann', { word: 'cheating' }, 1), 'bob', { word: 'teaching' }, 2)),
    [8, 8],
  )
  assert.equal(judge(letters, { word: 'tinges' }, words, 0).note, 'not-a-word')
  assert.equal(judge(letters, { word: 'chagrined' }, words, 0).note, 'wrong-letters')
})

test('numbers: the nearer scores; wrong steps score nothing', () => {
  const near: Answer = {
    steps: [
      { a: 50, op: '*', b: 8 },
      { a: 400, op: '*', b: 2 },
      { a: 800, op: '+', b: 7 },
    ],
  }
  const judged = judge(numbers, near, words, 0)
  assert.deepEqual([judged.value, judged.points], [807, 7])
  assert.equal(judge(numbers, { steps: [{ a: 50, op: '*', b: 50 }] }, words, 0).note, 'wrong-steps')
  assert.equal(judge(numbers, { steps: [{ a: 50, op: '+', b: 75 }] }, words, 0).note, 'too-far')
  const done = give(give(table(numbers), 'ann', near, 1), 'bob', { steps: [{ a: 50, op: '*', b: 8 }] }, 2)
  assert.deepEqual(scores(done), [7, 0])
})

test('conundrum: the first who has it ends it', () => {
  const first = give(table(conundrum), 'bob', { word: 'chagrined' }, 5)
  assert.deepEqual(scores(first), [0, 10])
  assert.deepEqual(answer(first, 'ann', judge(conundrum, { word: 'chagrined' }, words, 6)), {
    ok: false,
    refused: 'too-late',
  })
})

test('the word and the other answer are hidden until the round is over; the owner of a seat always', () => {
  const running = give(table(conundrum), 'ann', { word: 'dingchare' }, 1)
  const seen = JSON.stringify(viewOf(running, 'bob', 1000))
  assert.ok(!seen.includes('chagrined') && !seen.includes('"answer"'))
  assert.equal(viewOf(running, 'bob', 1000).round?.left, 29_000)
  const over = JSON.stringify(viewOf(settle(running, 40_000), 'bob', 40_000))
  assert.ok(over.includes('chagrined') && !over.includes('"ann"') && !over.includes('owner'))
})

test('a clock that ran out ends the round; an answer after it is too late', () => {
  const round = table(letters)
  assert.equal(settle(round, 31_000).rounds[0]?.points, null)
  assert.deepEqual(settle(round, 31_501).rounds[0]?.points, [0, 0])
  assert.equal(answer(round, 'ann', judge(letters, { word: 'tin' }, words, 31_501)).ok, false)
})

test('a seat is for one; strangers and third players are refused; two rounds never run at once', () => {
  const round = table(letters)
  assert.deepEqual(join(round, 'eve', 'Eve'), { ok: false, refused: 'full' })
  assert.deepEqual(answer(round, 'eve', judge(letters, { word: 'tin' }, words, 1)), {
    ok: false,
    refused: 'not-yours',
  })
  assert.deepEqual(start(round, 'bob', letters, { words: [] }, 1), { ok: false, refused: 'round-running' })
})

test('players take turns to start a round; whose turn it is not is refused, and so is a round too many', () => {
  const refusedTo = (match: Match, owner: string) => {
    const result = start(match, owner, letters, { words: [] }, 50_000)
    return result.ok ? 'started' : result.refused
  }
  const first = settle(table(letters), 40_000)
  assert.equal(refusedTo(first, 'ann'), 'not-your-turn')
  assert.equal(refusedTo(first, 'eve'), 'not-yours')
  assert.equal(refusedTo(first, 'bob'), 'started')
  const last = settle(moved(start(first, 'bob', letters, { words: [] }, 50_000)), 99_000)
  assert.deepEqual([refusedTo(last, 'ann'), refusedTo(last, 'bob')], ['over', 'over'])
})

test('deals: the best is there, and a conundrum is never dealt solved', () => {
  const random = seeded(5)
  for (let n = 0; n < 50; n++) {
    const { puzzle, best } = deal('conundrum', { vowels: 4, large: 2 }, 'en', words, random)
    assert.ok(puzzle.kind === 'conundrum' && 'words' in best)
    assert.notEqual(puzzle.letters.join(''), fold(puzzle.word))
  }
  const { puzzle } = deal('numbers', { vowels: 4, large: 3 }, 'en', words, random)
  assert.ok(puzzle.kind === 'numbers' && puzzle.tiles.filter((tile) => tile > 10).length === 3)
})
