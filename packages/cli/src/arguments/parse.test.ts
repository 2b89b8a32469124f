import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Flags } from './flags.ts'
import { parse } from './parse.ts'

const flags = {
  detach: { kind: 'switch', short: 'd', help: '' },
  all: { kind: 'switch', short: 'a', help: '' },
  interactive: { kind: 'switch', short: 'i', default: true, help: '' },
  file: { kind: 'list', short: 'f', value: 'FILE', help: '' },
  tail: { kind: 'text', short: 'n', value: 'N', default: 'all', help: '' },
  timeout: { kind: 'number', short: 't', value: 'SECONDS', help: '' },
  progress: { kind: 'text', value: 'KIND', oneOf: ['plain', 'quiet'], help: '' },
} as const satisfies Flags

const refusal = (...argv: string[]) => {
  try {
    parse(argv, flags)
  } catch (error) {
    return error instanceof Error ? error.message : ''
  }
  return 'accepted'
}

test('long and short flags take their values in every form that docker compose takes', () => {
  for (const argv of [['--tail', '5'], ['--tail=5'], ['-n', '5'], ['-n5'], ['-n=5']]) {
    assert.equal(parse(argv, flags).values.tail, '5', argv.join(' '))
  }
  assert.equal(parse(['--tail', '-1'], flags).values.tail, '-1')
  assert.equal(parse(['-t', '-1'], flags).values.timeout, -1)
  assert.equal(parse(['--tail='], flags).values.tail, '')
})

test('switches are grouped, negated with =false, and the last one counts', () => {
  assert.deepEqual(parse(['-adn5'], flags).values, {
    detach: true,
    all: true,
    interactive: true,
    file: [],
    tail: '5',
    timeout: undefined,
    progress: undefined,
  })
  assert.equal(parse(['--detach', '--detach=false'], flags).values.detach, false)
  assert.equal(parse(['-i=0'], flags).values.interactive, false)
})

test('a repeated flag keeps every value in order', () => {
  assert.deepEqual(parse(['-f', 'a', 'web', '--file=b', '-fc'], flags).values.file, ['a', 'b', 'c'])
})

test('words stand anywhere, or end the flags; after -- everything is a word', () => {
  assert.deepEqual(parse(['web', '-d', '-', 'db', '--', '-a', '--'], flags).words, [
    'web',
    '-',
    'db',
    '-a',
    '--',
  ])
  const { words, values } = parse(['-d', 'web', 'sh', '-a', '--', 'x'], flags, 'first-word')
  assert.deepEqual(words, ['web', 'sh', '-a', '--', 'x'])
  assert.equal(values.all, false)
})

test('which flags were given is told apart from their defaults', () => {
  assert.deepEqual([...parse(['-n', 'all', '-d'], flags).given], ['tail', 'detach'])
})

test('what is wrong is said with what was meant', () => {
  assert.equal(refusal('--detahc'), 'unknown flag: --detahc. Did you mean --detach?')
  assert.equal(refusal('--zzzzzz'), 'unknown flag: --zzzzzz.')
  assert.equal(refusal('-z'), 'unknown shorthand flag: -z in -z.')
  assert.equal(refusal('-file', 'x'), 'accepted')
  assert.equal(refusal('-detach'), 'unknown shorthand flag: -e in -detach. Did you mean --detach?')
  assert.equal(refusal('--tail'), 'The flag --tail needs a value.')
  assert.equal(refusal('-t', 'soon'), '--timeout is "soon", which is not a whole number.')
  assert.equal(refusal('--detach=maybe'), '--detach is "maybe", which is neither true nor false.')
  assert.equal(
    refusal('--progress', 'plian'),
    '--progress is "plian"; it can be plain, quiet. Did you mean plain?',
  )
  assert.equal(refusal('--constructor'), 'unknown flag: --constructor.')
})
