import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import { createSealing } from '../keys/sealing.ts'
import { redaction, secretValues, variablesFor } from './variables.ts'

const variable = (name: string, value: string, environment: string | null = null, secret = false) => ({
  name,
  value,
  environment,
  secret,
  updatedAt: new Date(0),
})

test('an environment gets the project’s variables, a preview those of production too, its own win', () => {
  const all = [
    variable('A', 'everywhere'),
    variable('A', 'live', 'production'),
    variable('B', 'live', 'production'),
    variable('B', 'mine', 'v2'),
    variable('C', 'elsewhere', 'v3'),
  ]
  assert.deepEqual(variablesFor(all, 'production'), { A: 'live', B: 'live' })
  assert.deepEqual(variablesFor(all, 'v2'), { A: 'live', B: 'mine' })
})

test('secrets are blackened in logs: the longer first, each line of several, never short words', () => {
  const secrets = secretValues([
    variable('S', 'canary', null, true),
    variable('L', 'canary-long', null, true),
    variable('K', 'first line\nsecond line', null, true),
    variable('N', 'on', null, true),
    variable('P', 'public'),
  ])
  const redact = redaction(secrets)
  assert.equal(redact('x canary-long y canary z'), 'x ••• y ••• z')
  assert.equal(redact('second line'), '•••')
  assert.equal(redact('turned on, public'), 'turned on, public')
  assert.equal(redaction(['$&.*'])('a $&.* b'), 'a ••• b')
})

test('what is sealed opens for its purpose alone, and not when it was changed', () => {
  const sealing = createSealing(randomBytes(32))
  const sealed = sealing.seal('grün', 'variable 1')
  assert.ok(!sealed.includes('grün'))
  assert.equal(sealing.open(sealed, 'variable 1'), 'grün')
  assert.throws(() => sealing.open(sealed, 'variable 2'), /does not open/)
  const changed = Buffer.from(sealed)
  changed[changed.length - 1] = (changed.at(-1) ?? 0) ^ 1
  assert.throws(() => sealing.open(changed, 'variable 1'), /does not open/)
  assert.throws(() => createSealing(randomBytes(32)).open(sealed, 'variable 1'), /key file/)
})
