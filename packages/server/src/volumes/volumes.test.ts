import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { createVolume, removeVolume } from '@keelson/engine'
import { endpoints } from '@keelson/protocol'
import { type RunningApp, runningApp } from '../../test/running.ts'
import { openShop, type Shop } from '../../test/shop.ts'
import { asText, attachment } from './files.ts'

let app: RunningApp
let shop: Shop
const tokens = { deploy: '', admin: '' }
let volume = ''
let strange = ''
const big = 2_000

/** What a hostile application might leave. */
const mischief = `
const fs = require('node:fs')
const run = require('node:child_process').execFileSync
process.chdir('/data')
fs.mkdirSync('a folder'); fs.mkdirSync('locked', { mode: 0o700 }); fs.writeFileSync('locked/key.txt', 'only for me', { mode: 0o600 })
fs.chownSync('locked/key.txt', 4321, 4321); fs.chownSync('locked', 4321, 4321)
fs.writeFileSync('notes.txt', 'one\\ntwo ñ\\n'); fs.writeFileSync('picture.bin', Buffer.from([1, 0, 2]))
fs.writeFileSync('x\\ny \\u001b[31m', 'odd'); fs.writeFileSync('-rf', 'dash'); fs.writeFileSync('...', 'dots')
fs.writeFileSync(Buffer.from([0x63, 0xff, 0xfe]), 'no text')
fs.symlinkSync('/etc/passwd', 'passwd'); fs.symlinkSync('/', 'everything'); fs.symlinkSync('../../../etc', 'a folder/up')
run('mkfifo', ['pipe']); run('mknod', ['null', 'c', '1', '3'])
fs.writeFileSync('giant', ''); fs.truncateSync('giant', 2 ** 40)
fs.mkdirSync('many'); for (let n = 0; n < ${big}; n++) fs.closeSync(fs.openSync('many/' + n, 'w'))
fs.writeFileSync('done', '')
setInterval(() => {}, 1e6); process.on('SIGTERM', () => process.exit(0))`

before(async () => {
  app = await runningApp()
  tokens.deploy = await app.token('deploy')
  tokens.admin = await app.token('admin')
  shop = await openShop(app)
  volume = shop.nameOf('data')
  strange = shop.nameOf('strange')
  const labels = { 'io.keelson.installation': app.deps.installation.id }
  const mine = { 'com.docker.compose.project': shop.composeProject, 'com.docker.compose.volume': 'data' }
  await createVolume(app.deps.docker, { Name: volume, Labels: { ...labels, ...mine } })
  await createVolume(app.deps.docker, { Name: strange, Labels: labels })
  await shop.replica('web-1', {
    command: ['node', '-e', mischief],
    HostConfig: { Mounts: [{ Type: 'volume', Source: volume, Target: '/data' }], CapAdd: ['MKNOD'] },
  })
  await shop.observe()
  const deadline = Date.now() + 30_000
  while (!JSON.stringify((await folder('/')).body).includes('"done"'))
    assert.ok(Date.now() < deadline, 'the volume is not filled within thirty seconds')
})
after(async () => {
  await app.readers.close()
  await shop?.close()
  for (const name of [volume, strange]) await removeVolume(app.deps.docker, name)
  await app.close()
})

const base = '/api/v1/projects/shop/environments/production/volumes'
async function ask(path: string, query: Record<string, string> = {}, token = tokens.admin) {
  const answer = await app.http.inject({
    url: `${base}${path}?${new URLSearchParams(query)}`,
    headers: { authorization: `Bearer ${token}` },
  })
  const isJson = /json/.test(String(answer.headers['content-type']))
  return {
    status: answer.statusCode,
    headers: answer.headers,
    text: answer.body,
    body: isJson ? answer.json() : undefined,
  }
}
const folder = (path: string, more: Record<string, string> = {}) =>
  ask(`/${volume}/folder`, { path, ...more })
const file = (path: string) => ask(`/${volume}/file`, { path })

test('the volumes of an environment are named with who mounts them; files are for administrators', async () => {
  const [found, ...rest] = endpoints.volumes.answer.parse((await ask('', {}, tokens.deploy)).body)
  assert.deepEqual([found?.name, found?.key, rest], [volume, 'data', []])
  assert.deepEqual(found?.mounts, [{ service: 'web', target: '/data', readOnly: false }])
  for (const what of ['folder', 'file', 'download'])
    assert.equal((await ask(`/${volume}/${what}`, { path: '/' }, tokens.deploy)).status, 403, what)
})

test('volumes of others are out of reach, and so is what is no name', async () => {
  assert.equal((await ask(`/${strange}/folder`, { path: '/' })).status, 404)
  assert.equal((await ask('/..%2f..%2fetc/folder', { path: '/' })).status, 422)
  for (const path of ['', 'notes.txt', '/a folder/../notes.txt', '//', '/./notes.txt', '/a\0b'])
    assert.equal((await folder(path)).status, 422, JSON.stringify(path))
})

test('a folder is listed whatever its names hold, with the kind of each thing in it', async () => {
  const { entries, total } = endpoints.volumeFolder.answer.parse((await folder('/')).body)
  const kinds = Object.fromEntries(entries.map(({ name, kind }) => [name, kind]))
  assert.equal(total, entries.length)
  assert.deepEqual(kinds, {
    'a folder': 'folder',
    locked: 'folder',
    many: 'folder',
    '-rf': 'file',
    '...': 'file',
    'x\ny \u001b[31m': 'file',
    'c\ufffd\ufffd': 'other',
    done: 'file',
    everything: 'link',
    giant: 'file',
    'notes.txt': 'file',
    null: 'other',
    passwd: 'link',
    'picture.bin': 'file',
    pipe: 'other',
  })
  assert.deepEqual(
    entries.slice(0, 3).map(({ name }) => name),
    ['a folder', 'locked', 'many'],
  )
  const of = (name: string) => entries.find((entry) => entry.name === name)
  assert.deepEqual([of('giant')?.about?.sizeBytes, of('passwd')?.target], [2 ** 40, '/etc/passwd'])
  assert.equal(of('c\ufffd\ufffd')?.about, null)
})

test('nothing leaves the volume through a link, and nothing waits for a pipe or a device', async () => {
  for (const path of ['/everything', '/everything/etc', '/a folder/up', '/a folder/up/passwd'])
    assert.match((await folder(path)).body.detail, /link leads to/, path)
  for (const path of [
    '/passwd',
    '/everything/etc/passwd',
    '/a folder/up/passwd',
    '/pipe',
    '/null',
    '/many',
    '/nothing',
  ]) {
    for (const what of ['file', 'download']) {
      if (path === '/many' && what === 'download') continue
      const { status, body } = await ask(`/${volume}/${what}`, { path })
      assert.ok(status === 422 || status === 404, `${what} ${path}: ${status}`)
      assert.match(body.detail, /link|there is nothing|is a folder|nothing at/i, path)
    }
  }
})

test('text is read, also of another user; what is no text is called so; of a giant only the beginning', async () => {
  const read = async (path: string) => endpoints.readVolumeFile.answer.parse((await file(path)).body)
  assert.equal((await read('/notes.txt')).text, 'one\ntwo ñ\n')
  assert.equal((await read('/locked/key.txt')).text, 'only for me')
  assert.equal((await read('/x\ny \u001b[31m')).text, 'odd')
  assert.equal((await read('/-rf')).text, 'dash')
  assert.equal((await read('/picture.bin')).text, null)
  const giant = await read('/giant')
  assert.deepEqual([giant.sizeBytes, giant.text, giant.cut], [2 ** 40, null, true])
})

test('a folder of any size comes page by page', async () => {
  const first = endpoints.volumeFolder.answer.parse((await folder('/many')).body)
  assert.deepEqual([first.total, first.entries.length], [big, 200])
  const second = endpoints.volumeFolder.answer.parse(
    (await folder('/many', { after: first.next ?? '' })).body,
  )
  assert.ok((first.entries.at(-1)?.name ?? '') < (second.entries[0]?.name ?? ''))
})

test('a file is downloaded as it is, a folder as an archive; who took it, and what, is remembered', async () => {
  const one = await ask(`/${volume}/download`, { path: '/x\ny \u001b[31m' })
  assert.deepEqual([one.status, one.text, one.headers['content-length']], [200, 'odd', '3'])
  assert.equal(one.headers['content-disposition'], "attachment; filename*=UTF-8''x%0Ay%20%1B%5B31m")
  const locked = await ask(`/${volume}/download`, { path: '/locked' })
  assert.equal(locked.headers['content-type'], 'application/x-tar')
  assert.match(locked.text, /locked\/key\.txt[\s\S]*ustar[\s\S]*only for me/)
  const headers = { authorization: `Bearer ${tokens.admin}` }
  const [last, before] = (await app.http.inject({ url: '/api/v1/activity', headers })).json()
  assert.deepEqual([last.action, last.subject], ['downloadFromVolume', `production ${volume} /locked`])
  assert.equal(before.subject, `production ${volume} /x\ufffdy \ufffd[31m`)
})

test('a volume can be removed although somebody looks into it', async () => {
  const name = shop.nameOf('short')
  await createVolume(app.deps.docker, { Name: name })
  await app.readers.use(name, async () => {})
  await app.readers.release(name)
  await removeVolume(app.deps.docker, name)
})

test('text is told from what is none; names are written so that any browser saves them', () => {
  assert.equal(asText(Buffer.from('né').subarray(0, 2)), 'n')
  assert.equal(asText(Buffer.from([0x6e, 0xff, 0x6e])), null)
  assert.equal(attachment('a"b\r\nc*é'), "attachment; filename*=UTF-8''a%22b%0D%0Ac%2A%C3%A9")
})
