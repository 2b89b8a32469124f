import assert from 'node:assert/strict'
import { test } from 'node:test'
import { diskTrouble } from './disk.ts'

test('a disk that cannot be written is told from any other trouble', () => {
  const failed = (code: string) =>
    diskTrouble(Object.assign(new Error(`${code}: it failed, write`), { code }))
  assert.equal(failed('ENOSPC'), 'is full')
  assert.equal(failed('EACCES'), 'may not be written')
  assert.equal(failed('ECONNREFUSED'), undefined)
  assert.equal(diskTrouble('ENOSPC'), undefined)
})
