import assert from 'node:assert/strict'
import {
  createWriteStream,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { after, test } from 'node:test'
import { run } from '../process.ts'
import { hashContext, insideRoot, listContext, overlay, packContext, virtualFile } from './context.ts'
import { parseIgnore } from './ignore.ts'

const folder = mkdtempSync(join(tmpdir(), 'keelson-context-'))
after(() => rmSync(folder, { recursive: true }))
const root = join(folder, 'root')
const longName = `${'long/'.repeat(30)}é-name`
mkdirSync(join(root, 'long/'.repeat(30)), { recursive: true })
mkdirSync(join(root, 'empty'))
mkdirSync(join(root, 'a'))
writeFileSync(join(root, longName), 'deep')
writeFileSync(join(root, 'a', 'run.sh'), '#!/bin/sh\n', { mode: 0o755 })
writeFileSync(join(root, 'a-b'), 'x'.repeat(1000))
writeFileSync(join(root, 'a', 'drop.log'), '')
symlinkSync('/etc/passwd', join(root, 'outside'))
symlinkSync('nowhere', join(root, 'dangling'))

test('what is packed is what tar unpacks: modes, links as links, long names', async () => {
  const entries = await listContext(root, parseIgnore('**/*.log'))
  const unpacked = join(folder, 'unpacked')
  mkdirSync(unpacked)
  await pipeline(packContext(entries), createWriteStream(join(folder, 'x.tar')))
  const { code, stderr } = await run(['tar', '-xpf', join(folder, 'x.tar'), '-C', unpacked])
  assert.deepEqual({ code, stderr }, { code: 0, stderr: '' })
  assert.equal(readFileSync(join(unpacked, longName), 'utf8'), 'deep')
  assert.equal(statSync(join(unpacked, 'a/run.sh')).mode & 0o777, 0o755)
  assert.equal(readlinkSync(join(unpacked, 'outside')), '/etc/passwd')
  assert.equal(readlinkSync(join(unpacked, 'dangling')), 'nowhere')
  assert.deepEqual(readdirSync(join(unpacked, 'a')), ['run.sh'])
  assert.deepEqual(readdirSync(unpacked).sort(), ['a', 'a-b', 'dangling', 'empty', 'long', 'outside'])
})

test('the order is by path parts, virtual files replace real ones', async () => {
  const paths = (await listContext(root)).map((entry) => entry.path)
  assert.ok(paths.indexOf('a/run.sh') < paths.indexOf('a-b'), 'a/ comes before a-b')
  const merged = overlay(await listContext(root), [
    virtualFile('a-b', Buffer.from('new')),
    virtualFile('a/a', Buffer.alloc(0)),
  ])
  assert.deepEqual(
    merged.slice(0, 5).map((entry) => entry.path),
    ['a', 'a/a', 'a/drop.log', 'a/run.sh', 'a-b'],
  )
  assert.equal(merged.find((entry) => entry.path === 'a-b')?.size, 3)
})

test('the hash sees names, content, modes and links, not times', async () => {
  const hash = async (change: (place: string) => void) => {
    const place = mkdtempSync(join(folder, 'hash-'))
    writeFileSync(join(place, 'f'), 'content', { mode: 0o644 })
    symlinkSync('f', join(place, 'l'))
    change(place)
    return hashContext(await listContext(place))
  }
  const same = await hash(() => {})
  assert.equal(await hash((place) => writeFileSync(join(place, 'f'), 'content')), same)
  const changes: ((place: string) => void)[] = [
    (place) => writeFileSync(join(place, 'f'), 'contenT'),
    (place) => writeFileSync(join(place, 'g'), ''),
    (place) => rmSync(join(place, 'l')),
    (place) => {
      rmSync(join(place, 'l'))
      symlinkSync('g', join(place, 'l'))
    },
    (place) => {
      rmSync(join(place, 'f'))
      writeFileSync(join(place, 'f'), 'content', { mode: 0o755 })
    },
  ]
  const hashes = await Promise.all(changes.map(hash))
  assert.equal(new Set([same, ...hashes]).size, 6)
})

test('a file that became a link is not followed', async () => {
  const place = mkdtempSync(join(folder, 'swap-'))
  writeFileSync(join(place, 'f'), 'content')
  const entries = await listContext(place)
  rmSync(join(place, 'f'))
  symlinkSync('/etc/passwd', join(place, 'f'))
  await assert.rejects(hashContext(entries), { code: 'ELOOP' })
})

test('paths that lead out of the root are refused', async () => {
  await assert.rejects(insideRoot(join(root, 'outside'), root, 'The Dockerfile'), /leads out of the project/)
  await assert.rejects(insideRoot(join(root, 'none'), root, 'The Dockerfile'), /does not exist/)
  assert.equal(await insideRoot(join(root, 'a'), root, 'The context'), join(root, 'a'))
})
