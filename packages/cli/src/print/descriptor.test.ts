import assert from 'node:assert/strict'
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, constants, mkdtempSync, openSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { Descriptor } from './descriptor.ts'

test('a pipe that never blocks and is full is written to all the same, at once', async (context) => {
  const folder = mkdtempSync(join(tmpdir(), 'keelson-descriptor-'))
  context.after(() => rmSync(folder, { recursive: true }))
  const path = join(folder, 'pipe')
  execFileSync('mkfifo', [path])
  const reader = spawn('sh', ['-c', 'sleep 0.2; wc -c < "$1"', 'sh', path])
  const number = openSync(path, constants.O_RDWR | constants.O_NONBLOCK)
  const stream = new Descriptor(number)
  assert.equal(stream.isTTY, false)
  assert.equal(stream.columns, undefined)
  let read = ''
  reader.stdout.on('data', (data) => {
    read += data
  })
  // The reader opens its end while this one is open.
  for (let n = 0; n < 40; n++) stream.write('é'.repeat(20_000))
  assert.equal(stream.writableLength, 0)
  closeSync(number)
  await once(reader, 'close')
  assert.equal(read.trim(), '1600000')
})

test('what cannot be written is an error, known at once', async () => {
  const number = openSync('/dev/full', 'w')
  const stream = new Descriptor(number)
  const failed = once(stream, 'error')
  stream.write('lost')
  assert.equal((stream.errored as NodeJS.ErrnoException).code, 'ENOSPC')
  await failed
  closeSync(number)
})
