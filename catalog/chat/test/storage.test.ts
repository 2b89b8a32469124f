import assert from 'node:assert/strict'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { openStorage, type Storage } from '../server/photos/storage.ts'
import { startSwift } from './s3-server.ts'

const name = `${'a'.repeat(64)}.webp`

async function keeps(storage: Storage): Promise<void> {
  assert.equal(await storage.get(name), undefined)
  await storage.put(name, Buffer.from('a picture'))
  await storage.put(name, Buffer.from('the picture'))
  assert.equal((await storage.get(name))?.toString(), 'the picture')
  await storage.remove(name)
  assert.equal(await storage.get(name), undefined)
  await storage.remove(name)
}

test('a folder keeps pictures, and nothing half written', async () => {
  const path = await mkdtemp(join(tmpdir(), 'photos-'))
  try {
    const storage = await openStorage({ kind: 'folder', path })
    await keeps(storage)
    assert.deepEqual(await readdir(path), [])
    await assert.rejects(
      openStorage({ kind: 'folder', path: join(path, 'absent') }),
      /PHOTO_FOLDER is .*absent/,
    )
  } finally {
    await rm(path, { recursive: true })
  }
})

test('a bucket keeps pictures, for requests that are signed with its secret', {
  timeout: 60_000,
}, async () => {
  await using swift = await startSwift()
  const { endpoint, key, region } = swift
  const address = { kind: 's3', endpoint, bucket: 'faces', region, key } as const
  const storage = await openStorage({ ...address, secret: async () => swift.secret })
  await assert.rejects(storage.put(name, Buffer.from('a picture')), /There is no bucket faces at http/)
  await swift.makeBucket('faces')
  await keeps(storage)
  await storage.put(name, Buffer.from('a picture'))

  const stranger = await openStorage({ ...address, secret: async () => 'a guess' })
  await assert.rejects(stranger.put(name, Buffer.from('mine')), /answered 403/)
  await assert.rejects(stranger.get(name), /answered 403/)
  assert.equal((await storage.get(name))?.toString(), 'a picture')
})
