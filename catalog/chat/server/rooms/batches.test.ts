import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Batches } from './batches.ts'

/** Batches whose work ends when the test says so. */
function slow(most: number) {
  const begun: { key: number; items: string[]; end: (error?: Error) => void }[] = []
  const batches = new Batches<string, string>(most, (key, items) => {
    const { promise, resolve, reject } = Promise.withResolvers<string[]>()
    const results = items.map((item) => item.toUpperCase())
    begun.push({ key, items, end: (error) => (error ? reject(error) : resolve(results)) })
    return promise
  })
  return { batches, begun, items: () => begun.map(({ key, items }) => `${key}: ${items.join(' ')}`) }
}

test('the first waits for nobody; what comes meanwhile is done together, in its order, so many at once', async () => {
  const { batches, begun, items } = slow(2)
  const all = Promise.all(['a', 'b', 'c', 'd'].map((item) => batches.add(1, item)))
  assert.deepEqual(items(), ['1: a'])
  for (let index = 0; index < 3; index++) {
    begun[index]?.end()
    await new Promise(setImmediate)
  }
  assert.deepEqual(items(), ['1: a', '1: b c', '1: d'])
  assert.deepEqual(await all, ['A', 'B', 'C', 'D'])
})

test('keys do not wait for each other, and nothing is remembered of what is done', async () => {
  const { batches, begun, items } = slow(2)
  const [one, two] = [batches.add(1, 'a'), batches.add(2, 'b')]
  assert.deepEqual(items(), ['1: a', '2: b'])
  for (const { end } of begun) end()
  assert.deepEqual([await one, await two], ['A', 'B'])
  await new Promise(setImmediate)
  void batches.add(1, 'c')
  assert.equal(items().at(-1), '1: c')
})

test('what fails fails for all of its batch, and for nobody after it', async () => {
  const { batches, begun } = slow(2)
  const [first, second] = [batches.add(1, 'a'), batches.add(1, 'b')]
  begun[0]?.end(new Error('away'))
  await assert.rejects(first, /away/)
  await new Promise(setImmediate)
  begun[1]?.end()
  assert.equal(await second, 'B')
})
