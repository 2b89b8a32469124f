import assert from 'node:assert/strict'
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { run } from '@keelson/engine'
import { findPacked } from '../bin/packed.cjs'

const launcher = join(import.meta.dirname, '../bin/packed.cjs')

test('what is packed counts as long as every source is as it was', (context) => {
  const home = packedFolder(context)
  const packed = join(home, 'dist/main-1.cjs')
  assert.equal(findPacked(['exec'], home), packed)
  utimesSync(join(home, 'rare.ts'), 1, 1)
  for (const words of [[], ['exec', 'up'], ['--json', 'exec'], ['-p', 'up', 'exec']])
    assert.equal(findPacked(words, home), undefined, `a source that was written again: ${words}`)
  for (const words of [['up'], ['-f', 'a.yaml', '--project-name=b', 'up', 'exec']])
    assert.equal(findPacked(words, home), packed, `one that never runs: ${words}`)
  utimesSync(join(home, 'source.ts'), 1, 1)
  assert.equal(findPacked(['up'], home), undefined, 'a source that was written again')
  rmSync(join(home, 'source.ts'))
  assert.equal(findPacked(['up'], home), undefined, 'a source that is gone')
  assert.equal(findPacked(['up'], join(home, 'nowhere')), undefined, 'nothing packed')
})

test('the first run of a verb keeps what was compiled for the next; what does not fit is made again', async (context) => {
  const home = packedFolder(context)
  const compiled = join(home, `dist/main-1.cjs.up.${process.version}-${process.arch}`)
  assert.equal(await say(home, 'up'), 'hello up, late')
  assert.ok(statSync(compiled).size > 0)
  assert.equal(await say(home, 'up'), 'hello up, late')
  writeFileSync(compiled, 'not what V8 wrote')
  assert.equal(await say(home, 'up'), 'hello up, late')
  assert.notEqual(readFileSync(compiled, 'utf8'), 'not what V8 wrote')
  assert.equal(await say(home, 'mine'), 'hello mine, late')
  assert.deepEqual(
    readdirSync(join(home, 'dist'))
      .filter((name) => name.startsWith('main-1.cjs.'))
      .map((name) => name.split('.')[2]),
    ['other', 'up'],
  )
})

test('whoever may not write beside the packed file keeps it in a cache of their own', async (context) => {
  const home = packedFolder(context)
  const cache = join(home, 'cache')
  mkdirSync(cache)
  chmodSync(cache, 0o777)
  chmodSync(home, 0o755)
  chmodSync(join(home, 'dist'), 0o555)
  // Root may write anywhere.
  const before = 'if (process.getuid() === 0) process.setuid(65534)'
  const options = { before, environment: { ...process.env, XDG_CACHE_HOME: cache } }
  assert.equal(await say(home, 'up', options), 'hello up, late')
  const name = `main-1.cjs.up.${process.version}-${process.arch}`
  assert.deepEqual(readdirSync(join(cache, 'keelson')), [name])
  const { ino } = statSync(join(cache, 'keelson', name))
  const kept = await say(home, 'up', { ...options, before: `${before}; Math.random = () => 1` })
  assert.equal(kept, 'hello up, late')
  assert.equal(statSync(join(cache, 'keelson', name)).ino, ino, 'what fits is not written again')
  chmodSync(join(home, 'dist'), 0o755)
})

function packedFolder(context: TestContext): string {
  const home = mkdtempSync(join(tmpdir(), 'keelson-packed-'))
  context.after(() => rmSync(home, { recursive: true }))
  mkdirSync(join(home, 'dist'))
  for (const source of ['source.ts', 'rare.ts']) writeFileSync(join(home, source), '')
  writeFileSync(
    join(home, 'dist/late.cjs'),
    'exports.greeting = import_().then(({ greeting }) => greeting + ", late")\n' +
      // As Rolldown writes a dynamic import.
      'function import_() { return Promise.resolve().then(() => require("./main-1.cjs")) }',
  )
  writeFileSync(
    join(home, 'dist/main-1.cjs'),
    `(function (exports, require) {
      exports.greeting = "hello " + process.argv.at(-1)
      Promise.resolve().then(() => require("./late.cjs").greeting).then(console.log)
    })`,
  )
  const asItIs = (source: string) => [source, statSync(join(home, source)).mtimeMs, 0]
  writeFileSync(
    join(home, 'dist/packed.json'),
    JSON.stringify({ main: 'main-1.cjs', files: asItIs('source.ts'), others: asItIs('rare.ts') }),
  )
  return home
}

async function say(
  home: string,
  word: string,
  { before = '', environment = process.env as Record<string, string | undefined> } = {},
): Promise<string> {
  const load = `const { findPacked, runPacked } = require(${JSON.stringify(launcher)})`
  const words = JSON.stringify([word])
  const script = `${load}; ${before}; runPacked(findPacked(${words}, ${JSON.stringify(home)}), ${words})`
  const { code, stdout, stderr } = await run([process.execPath, '-e', script, word], { environment })
  assert.equal(code, 0, stderr)
  assert.equal(stderr, '')
  return stdout.trim()
}
