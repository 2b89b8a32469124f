import assert from 'node:assert/strict'
import { test } from 'node:test'
import { LogBuffer } from './log-buffer.ts'

const line = (text: string) => ({ line: text, source: 'web', at: null })

test('many lines in one go are announced once', () => {
  const waiting: (() => void)[] = []
  const buffer = new LogBuffer((run) => waiting.push(run))
  for (let n = 0; n < 100; n += 1) buffer.push([line(`${n}`)])
  assert.equal(waiting.length, 1)
  waiting.shift()?.()
  assert.equal(buffer.changed.value, 1)
  buffer.push([line('again')])
  assert.equal(waiting.length, 1)
})

test('the oldest lines go, and the others keep their numbers', () => {
  const buffer = new LogBuffer(() => {}, 100)
  buffer.push(Array.from({ length: 250 }, (_, n) => line(`line ${n + 1}`)))
  assert.equal(buffer.length, 100)
  assert.equal(buffer.dropped, 150)
  assert.equal(buffer.at(0)?.line, 'line 151')
  assert.equal(buffer.generation, 1)
})

test('as a file it holds time, source and the text without colours', () => {
  const buffer = new LogBuffer(() => {})
  buffer.push([{ line: '\u001b[32mok\u001b[0m', source: 'git', at: '2026-01-02T03:04:05.000Z' }])
  assert.equal(buffer.text(), '2026-01-02T03:04:05.000Z git | ok\n')
})
