import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Page } from './page.ts'
import { records } from './run.ts'

const named = (names: string[], folder = false) => names.map((name) => ({ folder, name: Buffer.from(name) }))

test('a folder of any size is read page by page: folders first, each entry once, none left out', () => {
  const files = Array.from({ length: 2_345 }, (_, index) => `file ${(index * 7919) % 2_345}`)
  const all = [...named(files), ...named(['z', 'a', '\n'], true)]
  const seen: string[] = []
  let after: string | undefined
  do {
    const page = new Page(100, after)
    for (const entry of all) page.add(entry)
    assert.equal(page.total, 2_348)
    const { entries, next } = page.end()
    assert.ok(entries.length <= 100)
    seen.push(...entries.map(({ name }) => name.toString()))
    after = next ?? undefined
  } while (after)
  assert.deepEqual(seen.slice(0, 3), ['\n', 'a', 'z'])
  assert.deepEqual(seen.slice(3), files.toSorted())
})

test('a name that is no UTF-8 is a place in the order like any other', () => {
  const odd = { folder: false, name: Buffer.from([0xff, 0xfe]) }
  const first = new Page(1)
  for (const entry of [odd, ...named(['a'])]) first.add(entry)
  const { entries, next } = first.end()
  assert.equal(entries[0]?.name.toString(), 'a')
  const second = new Page(1, next ?? '')
  for (const entry of [odd, ...named(['a'])]) second.add(entry)
  assert.deepEqual(second.end(), { entries: [odd], next: null })
})

test('records come apart whatever the pieces they arrive in', async () => {
  const bytes = Buffer.from('one\0\0two\nlines\0rest')
  for (const size of [1, 4, 100]) {
    async function* pieces() {
      for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
      return 7
    }
    const found: string[] = []
    const source = records(pieces())
    let step = await source.next()
    for (; !step.done; step = await source.next()) found.push(step.value.toString())
    assert.deepEqual([found, step.value], [['one', '', 'two\nlines'], 7])
  }
})
