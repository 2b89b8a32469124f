import assert from 'node:assert/strict'
import { test } from 'node:test'
import { mark, plain, spans } from './ansi.ts'

const show = (line: string) =>
  spans(line).map(({ text, classes, color }) =>
    [text, [...classes, color].filter(Boolean).join(' ')].join(' | '),
  )

test('colours become classes, and the text stays the text', () => {
  assert.deepEqual(show('plain \u001b[1;31mred\u001b[0m end'), [
    'plain  | ',
    'red | ansi-bold ansi-red',
    ' end | ',
  ])
  assert.deepEqual(show('\u001b[92mbright\u001b[39m none'), ['bright | ansi-bright-green', ' none | '])
  assert.deepEqual(show('\u001b[38;5;208morange\u001b[m \u001b[38;2;1;2;3mrgb'), [
    'orange | rgb(255 135 0)',
    '  | ',
    'rgb | rgb(1 2 3)',
  ])
})

test('markup in a line is nothing but text', () => {
  const line = '<img src=x onerror=alert(1)> \u001b[38;2;1;2;3;url(x)m&amp;'
  // The sequence ends at its first letter; what follows is text like any other.
  assert.equal(plain(line), '<img src=x onerror=alert(1)> rl(x)m&amp;')
  assert.deepEqual(
    spans(line)
      .flatMap(({ classes, color }) => [...classes, color])
      .filter(Boolean),
    [],
  )
})

test('titles, cursor movements and control characters are removed', () => {
  assert.equal(plain('\u001b]0;title\u0007a\u001b[2Kb\u001b[10;4Hc\u0008\u0000d\u001b(B'), 'abcd(B')
  assert.equal(plain('\u001b]8;;http://x\u001b\\link\u001b]8;;\u001b\\'), 'link')
})

test('of a line that rewrote itself the last state counts', () => {
  assert.equal(plain('10 %\r50 %\r100 %'), '100 %')
  assert.equal(plain('done\r'), 'done')
})

test('a found text is cut out of its spans, across them too', () => {
  const marked = mark(spans('one \u001b[31mtwo\u001b[0m three'), 'e tw')
  assert.deepEqual(
    marked.map(({ text, found }) => (found ? `[${text}]` : text)),
    ['on', '[e ]', '[tw]', 'o', ' three'],
  )
})
