import assert from 'node:assert/strict'
import { test } from 'node:test'
import { diskTrouble } from './disk.ts'

test('a disk that cannot be written is told from any other trouble', () => {
  const failed = (code: string, syscall: string) =>
    diskTrouble(Object.assign(new Error(`${code}: it failed, ${syscall}`), { code, syscall }))
  assert.equal(failed('ENOSPC', 'write'), 'is full')
  assert.equal(failed('EACCES', 'mkdir'), 'may not be written')
  assert.equal(failed('EACCES', 'connect'), undefined)
  assert.equal(failed('ENOENT', 'open'), undefined)
  assert.equal(diskTrouble('ENOSPC'), undefined)
})
