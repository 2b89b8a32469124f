import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Message } from '../protocol/views.ts'
import { catchUp, newFeed, prepend, take } from './feed.ts'

const message = (number: number, change = number): Message => ({
  ...{
    room: 1,
    number,
    change,
    kind: 'text',
    from: 1,
    id: null,
    at: '',
    edited: change !== number,
    deleted: false,
  },
  text: `${number}@${change}`,
})
const texts = (messages: Message[]) => messages.map(({ text }) => text).join(' ')

test('whatever the order in which messages come, they go in once and in theirs', () => {
  for (const order of permutations([1, 2, 3, 4])) {
    const feed = newFeed(0)
    const done = [...order, ...order].flatMap((number) => take(feed, message(number)))
    assert.equal(texts(done), '1@1 2@2 3@3 4@4', `came as ${order}`)
    assert.equal(texts(feed.messages), '1@1 2@2 3@3 4@4')
    assert.equal(feed.ahead.size, 0)
  }
})

test('what was missed is put in before what came early, and an edit replaces its message', () => {
  const feed = newFeed(2)
  assert.equal(texts(take(feed, message(6))), '')
  assert.equal(texts(take(feed, message(4))), '')

  // Message 3 was edited by change 5: the database gives its last state only.
  assert.equal(texts(catchUp(feed, [message(4), message(3, 5)], 5)), '4@4 3@5 6@6')
  assert.equal(texts(feed.messages), '3@5 4@4 6@6')
  assert.equal(feed.last, 6)
})

test('what an answer holds and was pushed meanwhile is not told twice', () => {
  const feed = newFeed(0)
  take(feed, message(1))
  take(feed, message(2))
  assert.equal(texts(catchUp(feed, [message(1), message(2), message(3)], 3)), '3@3')
})

test('history goes in front, and never over something newer', () => {
  const feed = newFeed(3)
  take(feed, message(3, 4))
  prepend(feed, [message(1), message(2), message(3)])
  assert.equal(texts(feed.messages), '1@1 2@2 3@4')
})

function permutations(items: number[]): number[][] {
  if (items.length === 0) return [[]]
  return items.flatMap((item) =>
    permutations(items.filter((other) => other !== item)).map((rest) => [item, ...rest]),
  )
}
