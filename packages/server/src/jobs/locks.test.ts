import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Locks } from './locks.ts'

/** Work that begins and ends when it is told, and writes down both. */
function worker(story: string[], name: string) {
  const end = Promise.withResolvers<void>()
  const work = async () => {
    story.push(`${name} begins`)
    await end.promise
    story.push(`${name} ends`)
  }
  return { work, end: end.resolve }
}
const turn = () => new Promise((resolve) => setImmediate(resolve))

test('an environment has one operation at a time, others go on beside it', async () => {
  const locks = new Locks()
  const story: string[] = []
  const [a, b, c] = ['a', 'b', 'c'].map((name) => worker(story, name))
  assert.ok(a && b && c)
  const all = [
    locks.forEnvironment('p', 'production', a.work),
    locks.forEnvironment('p', 'production', b.work),
    locks.forEnvironment('p', 'v2', c.work),
  ]
  await turn()
  assert.deepEqual(story, ['a begins', 'c begins'])
  for (const one of [a, b, c]) one.end()
  await Promise.all(all)
  assert.ok(story.indexOf('a ends') < story.indexOf('b begins'))
})

test('what concerns the whole project waits for all, and all wait for it', async () => {
  const locks = new Locks()
  const story: string[] = []
  const [a, whole, b] = ['a', 'whole', 'b'].map((name) => worker(story, name))
  assert.ok(a && whole && b)
  const failing = locks.forEnvironment('p', 'production', () =>
    a.work().then(() => Promise.reject(new Error('x'))),
  )
  const rest = [locks.forProject('p', whole.work), locks.forEnvironment('p', 'v2', b.work)]
  await turn()
  assert.deepEqual(story, ['a begins'])
  for (const one of [a, whole, b]) one.end()
  await assert.rejects(failing)
  await Promise.all(rest)
  assert.deepEqual(story, ['a begins', 'a ends', 'whole begins', 'whole ends', 'b begins', 'b ends'])
})
