import assert from 'node:assert/strict'
import { test } from 'node:test'
import { closure, parseControl, parseDepends } from './control.ts'

const index = `Package: server
Version: 5:7.0-1
Architecture: amd64
Depends: tools (= 5:7.0-1), python3:any, mail-agent | postfix
Pre-Depends: setup (>= 1)
SHA256: aa

Package: tools
Version: 1
Architecture: amd64
Depends: libc6
SHA256: bb

Package: setup
Version: 1
Architecture: all
Depends: perl
SHA256: cc

Package: perl
Version: 1
Architecture: amd64
SHA256: dd

Package: postfix
Version: 1
Architecture: amd64
SHA256: ee
`
const known = new Map(parseControl(index).map((item) => [item.name, item]))

test('reads the fields that matter', () => {
  assert.deepEqual(known.get('server'), {
    name: 'server',
    version: '5:7.0-1',
    architecture: 'amd64',
    depends: [['setup'], ['tools'], ['python3'], ['mail-agent', 'postfix']],
    sha256: 'aa',
  })
})

test('dependencies lose versions and architectures, keep alternatives', () => {
  assert.deepEqual(parseDepends('a (>= 1) | b, c:any,d'), [['a', 'b'], ['c'], ['d']])
  assert.deepEqual(parseDepends(''), [])
})

test('a closure takes the first alternative that exists, and nothing that only a dropped package needs', () => {
  const { packages, missing } = closure(known, ['server', 'absent'], new Set(['setup']))
  assert.deepEqual(
    packages.map(({ name }) => name),
    ['postfix', 'server', 'tools'],
  )
  assert.deepEqual(missing, ['absent'])
})
