import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Entry } from './entry.ts'
import { imageArchive, layerOf } from './image.ts'
import { readTar } from './tar-read.ts'
import { writeTar } from './tar-write.ts'

const owned = { mode: 0o644, uid: 7, gid: 8, mtime: 1_700_000_000 }
const entries: Entry[] = [
  { ...owned, kind: 'folder', path: 'usr/share', mode: 0o1777 },
  { ...owned, kind: 'file', path: 'usr/share/empty', content: Buffer.alloc(0) },
  { ...owned, kind: 'file', path: `usr/${'long/'.repeat(40)}é`, content: Buffer.from('x'.repeat(1000)) },
  { ...owned, kind: 'symlink', path: 'usr/link', target: '../'.repeat(50) },
  { ...owned, kind: 'hardlink', path: 'usr/hard', target: 'usr/share/empty' },
]

test('what is written is read back', () => {
  assert.deepEqual([...readTar(Buffer.concat(writeTar(entries)))], entries)
})

test('paths of the old layout go to /usr, as on a merged Debian', () => {
  const old: Entry = { ...owned, kind: 'file', path: './lib/libc.so', content: Buffer.from('1') }
  assert.equal([...readTar(Buffer.concat(writeTar([old])))][0]?.path, 'usr/lib/libc.so')
})

test('the same entries in another order give the same layer', () => {
  assert.equal(layerOf(entries).digest, layerOf(entries.toReversed()).digest)
})

test('an image archive names its layers by their digests', () => {
  const layer = layerOf(entries)
  const config = { Env: [], Labels: {} }
  const files = [...readTar(Buffer.concat(imageArchive('a/b:1', [layer], config, 'amd64')))]
  const manifest = files.find(({ path }) => path === 'manifest.json')
  assert.ok(manifest?.kind === 'file')
  const [{ Config, RepoTags, Layers }] = JSON.parse(manifest.content.toString())
  assert.deepEqual(RepoTags, ['a/b:1'])
  assert.deepEqual(Layers, [`${layer.digest}/layer.tar`])
  const image = files.find(({ path }) => path === Config)
  assert.ok(image?.kind === 'file')
  assert.equal(JSON.parse(image.content.toString()).created, '2023-11-14T22:13:20.000Z')
})
