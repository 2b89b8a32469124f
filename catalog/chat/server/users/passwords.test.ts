import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hashPassword, isPassword } from './passwords.ts'

test('a password is recognised by what is kept of it, which is another each time', async () => {
  const [one, two] = await Promise.all([hashPassword('correct horse'), hashPassword('correct horse')])
  assert.match(one, /^\$argon2id\$v=19\$m=19456,t=2,p=1\$[\w+/]{22}\$[\w+/]{43}$/)
  assert.notEqual(one, two)
  assert.equal(await isPassword('correct horse', one), true)
  assert.equal(await isPassword('correct horsf', one), false)
})

test('nobody has a password, and finding out takes as long', async () => {
  assert.equal(await isPassword('correct horse', undefined), false)
})
