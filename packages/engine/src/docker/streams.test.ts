import assert from 'node:assert/strict'
import { Readable } from 'node:stream'
import { test } from 'node:test'
import { demultiplex, demultiplexLines, jsonLines } from './streams.ts'

function frame(stream: 1 | 2, text: string): Buffer {
  const data = Buffer.from(text)
  const head = Buffer.alloc(8)
  head[0] = stream
  head.writeUInt32BE(data.length, 4)
  return Buffer.concat([head, data])
}

async function collect<T, R>(source: AsyncIterable<T>, show: (item: T) => R): Promise<R[]> {
  const items: R[] = []
  for await (const item of source) items.push(show(item))
  return items
}

/** The same bytes in pieces of one size, as a slow network would bring them. */
const pieces = (bytes: Buffer, size: number) =>
  Readable.from(
    Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) =>
      bytes.subarray(i * size, (i + 1) * size),
    ),
  )

test('frames come apart whatever the pieces they arrive in', async () => {
  const bytes = Buffer.concat([frame(1, 'out'), frame(2, 'err'), frame(1, '')])
  for (const size of [1, 3, 8, 11, 100]) {
    const got = await collect(demultiplex(pieces(bytes, size)), (o) => `${o.stream}:${o.data}`)
    assert.deepEqual(got, ['stdout:out', 'stderr:err', 'stdout:'])
  }
})

test('lines are whole, characters are not torn, the last one needs no end', async () => {
  const bytes = Buffer.concat([frame(1, 'grü'), frame(2, 'oops\r\n'), frame(1, 'n\nlast')])
  for (const size of [1, 5, 100]) {
    const got = await collect(demultiplexLines(pieces(bytes, size)), (o) => `${o.stream}:${o.line}`)
    assert.deepEqual(got, ['stderr:oops', 'stdout:grün', 'stdout:last'])
  }
})

test('a terminal is one raw stream', async () => {
  const got = await collect(demultiplexLines(Readable.from([Buffer.from('a\r\nb')]), true), (o) => o.line)
  assert.deepEqual(got, ['a', 'b'])
})

test('JSON lines survive any cut', async () => {
  const bytes = Buffer.from('{"a":"é"}\n\n{"b":2}')
  for (const size of [1, 4, 50]) {
    assert.deepEqual(await collect(jsonLines(pieces(bytes, size)), (o) => o), [{ a: 'é' }, { b: 2 }])
  }
})
