import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Answer, AnswerReader } from './answer.ts'

const answers: Record<string, { text: string; method?: string; want: [number, string, boolean] }> = {
  'of a known length': {
    text: 'HTTP/1.1 200 OK\r\nApi-Version: 1.41\r\nContent-Length: 5\r\n\r\nhello',
    want: [200, 'hello', true],
  },
  'of no length': { text: 'HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n', want: [404, '', true] },
  'in chunks, with an extension and a trailer': {
    text: 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3;a=b\r\nhel\r\nA\r\nlo\r\nworld!\r\n0\r\nX-Sum: 1\r\n\r\n',
    want: [200, 'hello\r\nworld!', true],
  },
  'in no chunk at all': {
    text: 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    want: [200, '', true],
  },
  'without a body': { text: 'HTTP/1.1 204 No Content\r\n\r\n', want: [204, '', true] },
  'to a question for the head alone': {
    text: 'HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n',
    method: 'HEAD',
    want: [200, '', true],
  },
  'behind one that only announces it': {
    text: 'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 201 Created\r\nContent-Length: 2\r\n\r\nid',
    want: [201, 'id', true],
  },
  'after which the connection closes': {
    text: 'HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nid',
    want: [200, 'id', false],
  },
  'of the old version': {
    text: 'HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nid',
    want: [200, 'id', false],
  },
}

for (const [name, { text, method = 'GET', want }] of Object.entries(answers)) {
  test(`an answer ${name} is whole with its last byte and no sooner, however it is cut`, () => {
    const bytes = Buffer.from(text)
    for (let cut = 0; cut < bytes.length; cut++) {
      const reader = new AnswerReader(method)
      assert.equal(reader.read(bytes.subarray(0, cut)), undefined, `after ${cut} bytes`)
      assert.deepEqual(essence(reader.read(bytes.subarray(cut))), want, `cut after ${cut} bytes`)
    }
    const reader = new AnswerReader(method)
    let answer: Answer | undefined
    for (const byte of bytes) answer = reader.read(Buffer.from([byte]))
    assert.deepEqual(essence(answer), want, 'byte by byte')
  })
}

test('an answer that says no length ends with its connection', () => {
  const reader = new AnswerReader('GET')
  assert.equal(reader.read(Buffer.from('HTTP/1.1 200 OK\r\n\r\nhel')), undefined)
  assert.equal(reader.read(Buffer.from('lo')), undefined)
  assert.deepEqual(essence(reader.end()), [200, 'hello', false])
})

test('an answer that ends too soon is none', () => {
  for (const text of [
    '',
    'HTTP/1.1 200 OK\r\nContent-Le',
    'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhell',
    'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n',
  ]) {
    const reader = new AnswerReader('GET')
    assert.equal(reader.read(Buffer.from(text)), undefined)
    assert.equal(reader.end(), undefined)
  }
})

test('a connection with something behind the answer is not asked again', () => {
  const answer = new AnswerReader('GET').read(
    Buffer.from('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nidHTTP/1.1 408 Request Timeout\r\n\r\n'),
  )
  assert.deepEqual(essence(answer), [200, 'id', false])
})

test('what is not HTTP, and a length that is none, are told', () => {
  const read = (text: string) => () => new AnswerReader('GET').read(Buffer.from(text))
  assert.throws(read('SSH-2.0-OpenSSH_9.2\r\n\r\n'), /begins with "SSH-2\.0-OpenSSH_9\.2": that is not HTTP/)
  assert.throws(read('HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n'), /gives "-1" as a length/)
  assert.throws(
    read('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0x5\r\nhello\r\n'),
    /gives "0x5" as a length/,
  )
})

const essence = (answer: Answer | undefined) =>
  answer && [answer.status, answer.body.toString(), answer.reusable]
