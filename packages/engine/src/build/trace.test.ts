import assert from 'node:assert/strict'
import { test } from 'node:test'
import { decode, encode } from './protobuf.ts'
import { decodeTrace } from './trace.ts'

test('a status response is read field by field', () => {
  const stamp = encode([
    [1, 1_700_000_000],
    [2, 250_000_000],
  ])
  const bytes = encode([
    [
      1,
      encode([
        [1, 'sha256:a'],
        [3, '[1/2] FROM x'],
        [4, 1],
        [5, stamp],
        [6, stamp],
      ]),
    ],
    [
      1,
      encode([
        [1, 'sha256:b'],
        [2, 'sha256:a'],
        [3, '[2/2] RUN é'],
        [7, 'exit code: 1'],
      ]),
    ],
    [
      2,
      encode([
        [1, 'sha256:layer'],
        [2, 'sha256:a'],
        [4, 3_000_000_000],
        [5, 5_000_000_000],
      ]),
    ],
    [
      3,
      encode([
        [1, 'sha256:b'],
        [2, stamp],
        [3, 2],
        [4, 'oops\n'],
      ]),
    ],
    [
      4,
      encode([
        [1, 'sha256:b'],
        [3, 'old syntax'],
      ]),
    ],
  ])
  assert.deepEqual(decodeTrace(bytes.toString('base64')), {
    vertexes: [
      {
        digest: 'sha256:a',
        name: '[1/2] FROM x',
        cached: true,
        started: 1_700_000_000_250,
        completed: 1_700_000_000_250,
        error: '',
      },
      {
        digest: 'sha256:b',
        name: '[2/2] RUN é',
        cached: false,
        started: undefined,
        completed: undefined,
        error: 'exit code: 1',
      },
    ],
    statuses: [{ id: 'sha256:layer', vertex: 'sha256:a', current: 3e9, total: 5e9, completed: undefined }],
    logs: [{ vertex: 'sha256:b', stream: 2, text: 'oops\n' }],
    warnings: ['old syntax'],
  })
})

test('a cut message is refused, negative and unknown fields are survived', () => {
  assert.throws(() => decode(encode([[1, 'hello']]).subarray(0, 4)), RangeError)
  assert.deepEqual(decode(encode([[9, -1]])), [{ number: 9, value: -1 }])
  assert.deepEqual(decode(Buffer.from([0x0d, 1, 2, 3, 4, 0x10, 7])), [{ number: 2, value: 7 }])
})
