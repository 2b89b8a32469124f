import assert from 'node:assert/strict'
import { test } from 'node:test'
import { familiarName, parseReference, splitTag } from './reference.ts'

const digest = `sha256:${'a'.repeat(64)}`

test('references are taken apart as Docker does', () => {
  const cases: [string, string, string, string | undefined, string | undefined][] = [
    ['busybox', 'docker.io', 'library/busybox', undefined, undefined],
    ['me/app:1.2', 'docker.io', 'me/app', '1.2', undefined],
    ['localhost/app', 'localhost', 'app', undefined, undefined],
    ['127.0.0.1:5000/a/b:x', '127.0.0.1:5000', 'a/b', 'x', undefined],
    ['registry.example.com/a', 'registry.example.com', 'a', undefined, undefined],
    ['[::1]:5000/a', '[::1]:5000', 'a', undefined, undefined],
    [`a@${digest}`, 'docker.io', 'library/a', undefined, digest],
    [`h:1/a:t@${digest}`, 'h:1', 'a', 't', digest],
    ['index.docker.io/a', 'docker.io', 'library/a', undefined, undefined],
  ]
  for (const [text, registry, repository, tag, at] of cases) {
    assert.deepEqual(parseReference(text), { registry, repository, tag, digest: at }, text)
  }
})

test('what is no reference is refused', () => {
  for (const text of ['', 'UPPER', 'a b', 'a:', 'a/../b', '-x', 'a@sha256:12', '$IMAGE', 'h:1/', '/a']) {
    assert.throws(() => parseReference(text), /is not an image reference/, text)
  }
})

test('names as people see them', () => {
  assert.equal(familiarName('docker.io/library/a'), 'a:latest')
  assert.equal(familiarName('docker.io/me/a:1'), 'me/a:1')
  assert.equal(familiarName(`a@${digest}`), `a@${digest}`)
  assert.deepEqual(splitTag('h:1/a'), { repo: 'h:1/a', tag: 'latest' })
})
