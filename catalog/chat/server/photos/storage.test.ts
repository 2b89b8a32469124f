import assert from 'node:assert/strict'
import { createHash, createHmac } from 'node:crypto'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { openStorage, type Storage } from './storage.ts'

const name = `${'a'.repeat(64)}.webp`
const secret = 'the secret of the bucket'

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

test('a bucket keeps pictures, for requests that are signed with its secret', async () => {
  const objects = new Map<string, Buffer>()
  const server = createServer(async (request, response) => {
    const body = Buffer.concat(await Array.fromAsync(request))
    const key = request.url ?? ''
    const known = objects.get(key)
    const answer = (status: number, content?: Buffer) => response.writeHead(status).end(content)
    if (!isSigned(request, body)) return answer(403)
    if (request.method === 'GET') return known ? answer(200, known) : answer(404)
    if (request.method === 'PUT') objects.set(key, body)
    else objects.delete(key)
    answer(request.method === 'PUT' ? 200 : 204)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  try {
    const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    const address = { kind: 's3', endpoint, bucket: 'faces', region: 'eu-south-2', key: 'me' } as const
    await keeps(await openStorage({ ...address, secret: async () => secret }))
    const stranger = await openStorage({ ...address, secret: async () => 'a guess' })
    await assert.rejects(stranger.put(name, Buffer.from('mine')), /answered 403/)
    assert.equal(objects.size, 0)
  } finally {
    server.close()
  }
})

/** As Amazon describes Signature Version 4, worked out anew: docs.aws.amazon.com, "Authenticating Requests". */
function isSigned(request: IncomingMessage, body: Buffer): boolean {
  const found = /^AWS4-HMAC-SHA256 Credential=me\/([^,]+), SignedHeaders=([^,]+), Signature=(\w+)$/.exec(
    request.headers.authorization ?? '',
  )
  if (!found) return false
  const [, scope = '', names = '', signature] = found
  const sha = (data: string | Buffer) => createHash('sha256').update(data).digest('hex')
  const hmac = (key: string | Buffer, data: string) => createHmac('sha256', key).update(data).digest()
  const declared = String(request.headers['x-amz-content-sha256'])
  if (declared !== 'UNSIGNED-PAYLOAD' && declared !== sha(body)) return false
  const headers = names.split(';').map((name) => `${name}:${String(request.headers[name]).trim()}\n`)
  const canonical = [request.method, request.url, '', headers.join(''), names, declared].join('\n')
  const toSign = ['AWS4-HMAC-SHA256', request.headers['x-amz-date'], scope, sha(canonical)].join('\n')
  const key = scope.split('/').reduce<string | Buffer>((key, part) => hmac(key, part), `AWS4${secret}`)
  return hmac(key, toSign).toString('hex') === signature
}
