import assert from 'node:assert/strict'
import { once } from 'node:events'
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { json } from 'node:stream/consumers'
import { type TestContext, test } from 'node:test'
import { run } from '@keelson/engine'
import { isFresh } from '../bin/fresh.cjs'

const home = join(import.meta.dirname, '..')
const launcher = join(home, 'bin/keelson')
const compiled = join(home, 'dist/keelson')
/** The two ways to run it. */
const [sources, program] = [[process.execPath, join(home, 'src/main.ts')], [launcher]] as const

test('what is compiled counts as long as every source is as it was', (context) => {
  const folder = temporary(context)
  const source = join(folder, 'source.ts')
  const note = () => {
    writeFileSync(source, 'one')
    writeFileSync(
      join(folder, 'dist/sources.json'),
      JSON.stringify(['source.ts', statSync(source).mtimeMs, 3]),
    )
  }
  mkdirSync(join(folder, 'dist'))
  assert.equal(isFresh(folder), false, 'nothing compiled')
  note()
  assert.equal(isFresh(folder), true)
  const { atime, mtime } = statSync(source)
  writeFileSync(source, 'other')
  utimesSync(source, atime, mtime)
  assert.equal(isFresh(folder), false, 'another size')
  note()
  utimesSync(source, 1, 1)
  assert.equal(isFresh(folder), false, 'an older one in its place')
  rmSync(source)
  assert.equal(isFresh(folder), false, 'a source that is gone')
})

test('keelson is what set-up compiled, also through links and Node; where nothing is compiled, its sources', async (context) => {
  const folder = temporary(context)
  symlinkSync(launcher, join(folder, 'absolute'))
  symlinkSync('absolute', join(folder, 'relative'))
  assert.equal(isFresh(home), true)
  // With this, what is compiled gives the version of what compiled it.
  const asBun = { ...process.env, BUN_BE_BUN: '1' }
  const byNode = [process.execPath, join(home, 'bin/keelson.cjs')] as const
  for (const start of [[launcher], [join(folder, 'relative')], byNode] as const) {
    assert.match((await run([...start, 'version'])).stdout, /^Keelson version v/)
    assert.match((await run([...start, '--revision'], { environment: asBun })).stdout, /^\d+\.\d+\.\d+\+/)
  }
  const elsewhere = otherHome(context)
  copyFileSync(launcher, join(elsewhere, 'bin/keelson'))
  const { stdout, code } = await run([join(elsewhere, 'bin/keelson'), 'up', '--env-file', 'none'])
  assert.deepEqual([stdout, code], ['sources: up --env-file none\n', 7])
})

test('a source that was changed since is run as it is now: with its words, its input, its code and its signals', async (context) => {
  const elsewhere = otherHome(context)
  mkdirSync(join(elsewhere, 'dist'))
  copyFileSync(compiled, join(elsewhere, 'dist/keelson'))
  const stale = await run([join(elsewhere, 'dist/keelson'), 'up', '-d'])
  assert.deepEqual([stale.stdout, stale.stderr, stale.code], ['sources: up -d\n', '', 7])
  const ended = await run([join(elsewhere, 'dist/keelson'), 'wait'], { timeout: 20_000 })
  assert.deepEqual([ended.stdout, ended.code], ['sources: wait\nthrough SIGTERM\n', 3])
})

test('nothing in the folder where it is started becomes part of the program', async (context) => {
  const folder = temporary(context)
  writeFileSync(join(folder, 'bunfig.toml'), 'preload = ["./hostile.ts"]\n')
  writeFileSync(join(folder, 'hostile.ts'), 'await Bun.write("was-here", "")\n')
  writeFileSync(join(folder, 'package.json'), '{"imports": {"#x": "./hostile.ts"}}')
  writeFileSync(join(folder, 'tsconfig.json'), '{"compilerOptions": {"paths": {"*": ["./hostile.ts"]}}}')
  writeFileSync(join(folder, '.env'), 'DOCKER_HOST=unix:///hostile.sock\n')
  writeFileSync(join(folder, 'compose.yaml'), 'services: {web: {image: a, command: "$DOCKER_HOST"}}\n')
  const environment = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => name !== 'DOCKER_HOST'),
  )
  const { stdout, stderr, code } = await run([launcher, 'ps'], { cwd: folder, environment })
  assert.equal(code, 0, stderr)
  assert.match(stdout, /^NAME/)
  // It is a variable of the project all the same.
  assert.match((await run([launcher, 'config'], { cwd: folder, environment })).stdout, /hostile\.sock/)
  assert.equal(existsSync(join(folder, 'was-here')), false)
})

test('a server that is away, or elsewhere, is told of in the words that Node’s run uses; no proxy learns the token', async (context) => {
  const asked: string[] = []
  const server = createServer((request, response) => {
    asked.push(request.url ?? '')
    response.writeHead(302, { location: 'https://example.org/' }).end()
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  context.after(() => server.close())
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const closed = createServer().listen(0, '127.0.0.1')
  await once(closed, 'listening')
  const away = `http://127.0.0.1:${(closed.address() as AddressInfo).port}`
  closed.close()

  for (const argv of [sources, program]) {
    const projects = async (server: string, proxy?: string) => {
      const environment = {
        ...process.env,
        KEELSON_TOKEN: 'kst_x',
        ...(proxy && { HTTP_PROXY: proxy, http_proxy: proxy }),
      }
      const { code, stderr } = await run([...argv, 'projects', 'list', '--url', server], { environment })
      return [code, stderr.split('\n')[0]]
    }
    const refused = [3, `error: ${away} does not answer (the connection is refused).`]
    assert.deepEqual(await projects(away), refused)
    assert.deepEqual(await projects(away, url), refused)
    asked.length = 0
    assert.deepEqual(await projects(url), [3, `error: ${url} sends to https://example.org/.`])
    assert.deepEqual(asked, ['/api/v1/projects'])
  }
})

test('who is asked for a name and then a password on a terminal can answer both, and the password does not show', async (context) => {
  const folder = temporary(context)
  const asked: unknown[] = []
  const server = createServer(async (request, response) => {
    asked.push(await json(request))
    response.writeHead(401).end()
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  context.after(() => server.close())
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  // What compiled the command has terminals.
  const script = join(folder, 'terminal.mjs')
  writeFileSync(
    script,
    `const answers = [['address: ', 'me@example.org\\r'], ['Password: ', 's3cret\\r']]
    let said = ''
    const heard = (terminal, data) => {
      said += Buffer.from(data)
      if (answers[0] && said.includes(answers[0][0])) terminal.write(answers.shift()[1])
    }
    const { BUN_BE_BUN: _, ...env } = process.env
    const child = Bun.spawn(process.argv.slice(2), { env, terminal: { data: heard } })
    await child.exited
    console.log(said)`,
  )
  const environment = { ...process.env, XDG_CONFIG_HOME: folder, BUN_BE_BUN: '1' }
  for (const argv of [sources, program]) {
    const login = [...argv, 'login', '--url', url]
    const { stdout } = await run([compiled, script, ...login], { environment })
    assert.deepEqual(asked.splice(0), [{ email: 'me@example.org', password: 's3cret' }], stdout)
    assert.doesNotMatch(stdout, /s3cret/)
  }
})

test('a path that goes through a file leads to nothing', async (context) => {
  const file = join(temporary(context), 'file')
  writeFileSync(file, '')
  for (const argv of [sources, program]) {
    const { code, stderr } = await run([...argv, '-f', join(file, 'compose.yaml'), 'config'])
    assert.equal(code, 1)
    assert.match(stderr, /^error: There is no Compose file \S+file\/compose\.yaml\./)
  }
})

function temporary(context: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'keelson-compiled-'))
  context.after(() => rmSync(folder, { recursive: true }))
  return folder
}

/** A home whose sources tell their words; `wait` lets the one who started it be ended, and says so. */
function otherHome(context: TestContext): string {
  const folder = temporary(context)
  mkdirSync(join(folder, 'bin'))
  writeFileSync(
    join(folder, 'bin/keelson.cjs'),
    `const words = process.argv.slice(2)
    console.log('sources: ' + words.join(' '))
    if (words[0] !== 'wait') process.exit(7)
    process.on('SIGTERM', () => { console.log('through SIGTERM'); process.exit(3) })
    setInterval(() => {}, 1000)
    process.kill(process.ppid, 'SIGTERM')`,
  )
  return folder
}
